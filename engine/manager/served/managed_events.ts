import { type BlockingOptions, blockingTimeout, checkTimeout } from "../../options/check_options.ts";
import { currentCaller, WaitList } from "../caller.ts";
import { BrokenBarrierError } from "../../errors/wait_errors.ts";

/** An event in a manager's server. */
export class ManagedEvent {
  readonly #waiting = new WaitList();
  #isSet = false;

  /** Whether it is set. */
  isSet(): boolean {
    return this.#isSet;
  }

  /** Lets all through that wait, and all that come, until it is cleared. */
  set(): void {
    this.#isSet = true;
    this.#waiting.wakeAll();
  }

  /** Unsets it. */
  clear(): void {
    this.#isSet = false;
  }

  /** Waits until it is set. `false` if that takes longer than `timeout` milliseconds. */
  wait(options?: BlockingOptions): boolean | Promise<boolean> {
    const timeout = blockingTimeout(options, "wait for an event");
    if (this.#isSet || timeout === 0) return this.#isSet;
    return this.#waiting.wait(currentCaller(), timeout);
  }
}

/** A barrier in a manager's server. Whoever gives up waiting, or dies, breaks it. */
export class ManagedBarrier {
  readonly #parties: number;
  readonly #timeout: number;
  #turn = new Turn();
  #broken = false;

  /** A barrier for so many callers. */
  constructor(parties: number, options: BlockingOptions = {}) {
    if (!(Number.isInteger(parties) && parties >= 1)) {
      throw new RangeError(
        `Cannot create a barrier as 'parties' must be an integer of 1 or more: received ${parties}`,
      );
    }
    this.#parties = parties;
    this.#timeout = checkTimeout(options.timeout, "create a barrier");
  }

  /** How many it takes to pass. */
  get parties(): number {
    return this.#parties;
  }

  /** How many wait. */
  get nWaiting(): number {
    return this.#turn.waiting.size;
  }

  /** Whether it is broken. */
  get broken(): boolean {
    return this.#broken;
  }

  /** Waits for the others. Resolves to a number of its own, from 0 on. */
  async wait(options: BlockingOptions = {}): Promise<number> {
    const caller = currentCaller();
    const own = blockingTimeout(options, "wait at a barrier");
    const timeout = options.timeout === undefined ? this.#timeout : own;
    if (this.#broken) throw new BrokenBarrierError("Cannot wait at a barrier that is broken");
    const turn = this.#turn;
    const index = turn.waiting.size;
    if (index === this.#parties - 1) {
      this.#turn = new Turn();
      turn.waiting.wakeAll();
      return index;
    }
    let passed = false;
    try {
      passed = timeout > 0 && await turn.waiting.wait(caller, timeout);
    } finally {
      if (!passed && turn === this.#turn) this.abort();
    }
    if (!passed || turn.brokenBy !== undefined) {
      throw new BrokenBarrierError(`Cannot pass the barrier as ${turn.brokenBy ?? "it is broken"}`);
    }
    return index;
  }

  /** Breaks it for all that wait and come. */
  abort(): void {
    this.#broken = true;
    this.#turn.brokenBy ??= "it was broken";
    this.#turn.waiting.wakeAll();
  }

  /** Makes it as new; who waits gets a `BrokenBarrierError`. */
  reset(): void {
    const turn = this.#turn;
    this.#turn = new Turn();
    this.#broken = false;
    turn.brokenBy = "it was reset";
    turn.waiting.wakeAll();
  }
}

/** Those who wait together. */
class Turn {
  readonly waiting = new WaitList();
  brokenBy: string | undefined;
}
