/** Has a function of the same text as another module, which is another function. */
const factor = 100;
export function scale(n: number): number {
  return n * factor;
}
