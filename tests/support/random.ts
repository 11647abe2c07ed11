/** Numbers that a seed determines (mulberry32), so that a failure can be run again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** An integer from 0 to below `end`. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor(((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32 * end);
  }
}

/** Runs a test with a new seed, or the one in `MULTICORE_SEED`, which a failure prints. */
export async function withSeed(test: (seed: number) => void | Promise<void>): Promise<void> {
  const seed = Number(Deno.env.get("MULTICORE_SEED") ?? Math.floor(Math.random() * 2 ** 31));
  try {
    await test(seed);
  } catch (error) {
    console.error(`The seed was ${seed}: run again with MULTICORE_SEED=${seed}`);
    throw error;
  }
}
