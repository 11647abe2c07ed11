import { RING_HEAD, RING_SPINNER, RING_TAIL } from "../core/layout.ts";
import { ringStart } from "../memory/addresses.ts";
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
// them as long as there is such a scout. Its end and a submission cannot miss each other: the scout gives up the word first
// and looks at the ring after, a submitter fills the ring first and reads the word after. What the scout then sees in the
// ring it takes, or if it has found a task before, wakes another worker for.

/** Makes this thread the scout of a ring, unless there is one. */
export function becomeSpinner(ring: number): boolean {
  const { words, slot } = thread();
  const address = (ringStart(ring) + RING_SPINNER) >> 2;
  return Atomics.load(words, address) === 0 && Atomics.compareExchange(words, address, 0, slot + 1) === 0;
}

/** Ends it: by the scout itself, or on behalf of one that died. The ring must be looked at once more. */
export function endSpinning(ring: number, slot: number = thread().slot): void {
  Atomics.compareExchange(thread().words, (ringStart(ring) + RING_SPINNER) >> 2, slot + 1, 0);
}

/** Whether a ring has a scout. */
export function hasSpinner(ring: number): boolean {
  return Atomics.load(thread().words, (ringStart(ring) + RING_SPINNER) >> 2) !== 0;
}

/** Whether there is nothing to take from a ring. */
export function isRingEmpty(ring: number): boolean {
  const { words } = thread();
  const start = ringStart(ring);
  return Atomics.load(words, (start + RING_HEAD) >> 2) === Atomics.load(words, (start + RING_TAIL) >> 2);
}
