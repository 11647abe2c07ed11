import { countPrimes } from "../../kernels/primes.ts";
import { topic } from "./topic.ts";

const LIMIT = 5_000_000;

/** The sieve of Eratosthenes, in segments against in one piece. */
export const primes = topic({
  source: new URL("./primes.cpp", import.meta.url),
  symbols: { countPrimes: { parameters: ["i32"], result: "i32" } },
  cases: (native) => [{
    scenario: "sieve, primes below 5e6",
    atLeast: 1,
    kernel: () => countPrimes(0, LIMIT),
    native: () => native.countPrimes(LIMIT),
  }],
});
