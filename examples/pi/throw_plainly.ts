import { random } from "../support/random.ts";

/** How many of `count` random points of the unit square lie in the circle's quarter, in plain TypeScript. */
export function throwPlainly(count: number, seed: number): number {
  const next = random(seed);
  let hits = 0;
  for (let i = 0; i < count; i++) {
    const x = next(), y = next();
    if (x * x + y * y < 1) hits++;
  }
  return hits;
}
