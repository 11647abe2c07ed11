import type { Ring } from "../memory/ring.ts";
import { thread } from "../memory/thread.ts";

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

// At most one worker of a pool looks for the next task without sleeping. Who submits tasks need not wake anybody for one of
// them as long as there is such a spinner. Its end and a submission cannot miss each other: the spinner gives up the word first
// and looks at the ring after, a submitter fills the ring first and reads the word after. What the spinner then sees in the
// ring it takes, or if it has found a task before, wakes another worker for.

/** Makes this thread the spinner of a ring, unless there is one. */
export function becomeSpinner(ring: Ring): boolean {
  return ring.spinner === 0 && ring.replaceSpinner(0, thread().slot + 1);
}

/** Ends it: by the spinner itself, or on behalf of one that died. The ring must be looked at once more. */
export function endSpinning(ring: Ring, slot: number = thread().slot): void {
  ring.replaceSpinner(slot + 1, 0);
}

/** Whether a ring has a spinner. */
export function hasSpinner(ring: Ring): boolean {
  return ring.spinner !== 0;
}
