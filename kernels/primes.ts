/**
 * Prime numbers.
 *
 * @example
 * ```ts
 * import { countPrimes } from "./primes.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(countPrimes(0, 1_000_000), 78_498);
 * ```
 *
 * @module
 */
export * from "./generated/primes.ts";
