/** Tries in a row that may fail before some are left out. */
const PATIENCE = 3;
/** At most 2 to this power tries are left out at a time. */
const MOST_DOUBLINGS = 5;

/** Whether something that costs time, as spinning does, has paid lately: the longer it has not, the more rarely it is tried. */
export class Payoff {
  #misses = 0;
  #skips = 0;

  /** Whether to try it this time. */
  isWorthATry(): boolean {
    if (this.#skips === 0) return true;
    this.#skips--;
    return false;
  }

  /** Tells whether the try has paid. */
  report(hasPaid: boolean): void {
    this.#misses = hasPaid ? 0 : Math.min(this.#misses + 1, MOST_DOUBLINGS);
    this.#skips = this.#misses < PATIENCE ? 0 : 2 ** this.#misses;
  }
}
