/** Milliseconds that a chunk should take: long beside the cost of sending it, short beside a whole job. */
const TARGET_CHUNK_MS = 5;
const FIRST_CHUNK_ITEMS = 16;
const MAX_CHUNK_GROWTH = 8;

/**
 * Sizes of chunks: small at first, then what takes about 5 ms by the pace measured so far, and never so large that some
 * worker has nothing left to do (guided self-scheduling: Polychronopoulos and Kuck, 1987).
 */
export class ChunkSizer {
  readonly #fixed: number | undefined;
  readonly #workers: number;
  #size = FIRST_CHUNK_ITEMS;

  constructor(workers: number, fixed: number | undefined) {
    this.#workers = workers;
    this.#fixed = fixed;
  }

  /** Items for the next chunk when so many are left. */
  next(left: number): number {
    if (this.#fixed !== undefined) return Math.min(left, this.#fixed);
    return Math.min(left, this.#size, Math.max(1, Math.ceil(left / (2 * this.#workers))));
  }

  /** A chunk of so many items ran for `elapsed` ms. */
  measured(items: number, elapsed: number): void {
    const wanted = elapsed > 0 ? Math.round(items * TARGET_CHUNK_MS / elapsed) : Infinity;
    this.#size = Math.max(1, Math.min(wanted, Math.max(items, this.#size) * MAX_CHUNK_GROWTH));
  }
}
