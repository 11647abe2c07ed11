const SEGMENT = 32_768;

/** How many primes there are below `limit`: a sieve of Eratosthenes, a part of the numbers at a time, in plain TypeScript. */
export function countPlainly(limit: number): number {
  const primes: number[] = [];
  // For each prime found so far, its next multiple.
  const multiples: number[] = [];
  const isComposite = new Uint8Array(SEGMENT);
  let count = 0;
  for (let low = 0; low < limit; low += SEGMENT) {
    const high = Math.min(low + SEGMENT, limit);
    isComposite.fill(0);
    for (let i = 0; i < primes.length; i++) {
      let multiple = multiples[i]!;
      for (; multiple < high; multiple += primes[i]!) isComposite[multiple - low] = 1;
      multiples[i] = multiple;
    }
    for (let number = Math.max(low, 2); number < high; number++) {
      if (isComposite[number - low] === 1) continue;
      count++;
      if (number * number >= limit) continue;
      let multiple = number * number;
      for (; multiple < high; multiple += number) isComposite[multiple - low] = 1;
      primes.push(number);
      multiples.push(multiple);
    }
  }
  return count;
}
