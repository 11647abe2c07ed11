/** Tries in a row that may fail before some are left out. */
const MISSES_BEFORE_SKIPPING = 3;
/** At most 2 to this power tries are left out at a time. */
const MAX_SKIP_DOUBLINGS = 5;

/** Whether something that costs time, as spinning does, has paid lately: the longer it has not, the more rarely it is tried. */
export class AdaptiveSpin {
  #misses = 0;
  #skips = 0;

  /** Whether to try it this time. */
  shouldSpin(): boolean {
    if (this.#skips === 0) return true;
    this.#skips--;
    return false;
  }

  /** Tells whether the try has paid. */
  recordOutcome(hasPaid: boolean): void {
    this.#misses = hasPaid ? 0 : Math.min(this.#misses + 1, MAX_SKIP_DOUBLINGS);
    this.#skips = this.#misses < MISSES_BEFORE_SKIPPING ? 0 : 2 ** this.#misses;
  }
}
