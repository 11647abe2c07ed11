import { type BlockingOptions, blockingTimeout } from "../../options/wait_options.ts";
import { currentCaller } from "../caller.ts";
import { WaitList } from "./wait_list.ts";

/** A semaphore in a manager's server. */
export class ManagedSemaphore {
  readonly #waiting = new WaitList();
  #value: number;

  constructor(value: number = 1) {
    if (!(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(
        `Cannot create a semaphore as 'value' must be an integer of 0 or more: received ${value}`,
      );
    }
    this.#value = value;
  }

  /** How often it can be acquired without waiting. */
  getValue(): number {
    return this.#value;
  }

  /** Whether acquiring it would wait. */
  locked(): boolean {
    return this.#value === 0;
  }

  /** Waits until it can be taken, and takes it. `false` if that takes longer than `timeout` milliseconds. */
  acquire(options?: BlockingOptions): boolean | Promise<boolean> {
    const timeout = blockingTimeout(options, "acquire a semaphore");
    if (this.#value > 0) {
      this.#value--;
      return true;
    }
    return timeout === 0 ? false : this.#waiting.wait(currentCaller(), timeout);
  }

  /** Gives it back. */
  release(): void {
    if (this.#waiting.wake() === undefined) this.#value++;
  }
}

/** A semaphore that is never released more often than it was acquired. */
export class ManagedBoundedSemaphore extends ManagedSemaphore {
  readonly #limit: number;

  constructor(value: number = 1) {
    super(value);
    this.#limit = value;
  }

  override release(): void {
    if (this.getValue() >= this.#limit) {
      throw new RangeError("Cannot release a bounded semaphore more often than it was acquired");
    }
    super.release();
  }
}
