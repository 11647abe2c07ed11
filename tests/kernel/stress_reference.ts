/** What the kernel of `stress.as.ts` computes. */
export function stressReference(seed: number): number {
  const totals = new Map<string, number>();
  const values: number[] = [];
  let random = seed >>> 0;
  for (let i = 0; i < 2000; i++) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    values.push(random >>> 8);
    const key = `key${random % 97}`;
    totals.set(key, (totals.get(key) ?? 0) + i);
  }
  values.sort((a, b) => a - b);
  let sum = 0;
  values.forEach((value, i) => sum += value * (i % 10) ** 2);
  [...totals.keys()].sort().forEach((key, i) => sum += totals.get(key)! * key.length * i);
  return sum;
}
