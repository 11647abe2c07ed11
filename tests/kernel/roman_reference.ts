const NUMERALS: readonly [number, string][] = [
  [1000, "M"],
  [900, "CM"],
  [500, "D"],
  [400, "CD"],
  [100, "C"],
  [90, "XC"],
  [50, "L"],
  [40, "XL"],
  [10, "X"],
  [9, "IX"],
  [5, "V"],
  [4, "IV"],
  [1, "I"],
];

/** What the kernel `roman` of `roman.as.ts` computes. */
export function romanReference(n: number): number {
  let text = "";
  for (const [value, sign] of NUMERALS) {
    for (; n >= value; n -= value) text += sign;
  }
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum, 31) + text.charCodeAt(i) | 0;
  return sum;
}
