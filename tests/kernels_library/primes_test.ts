import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { countPrimes } from "../../kernels/primes.ts";
import { LibraryKernels } from "./library_kernels.ts";

const LIMIT = 200_000;

/** How many primes are below each number, by trial division of the odd ones. */
const below = [0];
for (let n = 0; n < LIMIT; n++) {
  let prime = n === 2 || (n > 2 && n % 2 === 1);
  for (let d = 3; prime && d * d <= n; d += 2) prime = n % d !== 0;
  below.push(below[n]! + (prime ? 1 : 0));
}

describe("countPrimes", () => {
  const library = new LibraryKernels(countPrimes);
  const count = (from: number, to: number) => library.number("countPrimes", from, to);

  it("equals trial division for every start and end below 60", () => {
    for (let from = 0; from < 60; from++) {
      for (let to = from; to < 60; to++) {
        assertEquals(count(from, to), below[to]! - below[from]!, `${from} … ${to}`);
      }
    }
  });

  it("equals trial division for random parts, across segments", () => {
    const place = fc.nat(LIMIT);
    fc.assert(fc.property(place, place, (a, b) => {
      const [from, to] = a < b ? [a, b] : [b, a];
      assertEquals(count(from, to), below[to]! - below[from]!);
    }));
  });

  it("equals the known count of the primes below 5,000,000, and those at the end of 31 bits", () => {
    assertEquals(count(0, 5_000_000), 348_513);
    assertEquals([count(2 ** 31 - 2, 2 ** 31 - 1), count(2 ** 31 - 20, 2 ** 31 - 1)], [0, 1]);
    assertEquals(count(-10, 3), 1);
  });
});
