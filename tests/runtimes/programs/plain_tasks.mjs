const factor = 5;

/** @param {number} n */
export const scale = (n) => n * factor;
