import fc from "npm:fast-check@4.10.2";

/** Bytes that look random, the same each time. */
export function scrambledBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);
}

/** Arbitrary ways to cut [0, length) into ranges: each is the list of their borders. */
export function cuts(length: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(length), { maxLength: 5 }).map((
    places,
  ) => [0, ...places.sort((a, b) => a - b), length]);
}

/** Calls `run` with each range between borders, the last one first: no range may need what another one did. */
export function forEachRange(borders: readonly number[], run: (from: number, to: number) => void): void {
  for (let i = borders.length - 1; i > 0; i--) run(borders[i - 1]!, borders[i]!);
}
