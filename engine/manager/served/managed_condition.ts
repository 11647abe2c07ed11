import { type BlockingOptions, blockingTimeout } from "../../options/wait_options.ts";
import { currentCaller } from "../caller.ts";
import { ManagedLock, ManagedRLock } from "./managed_lock.ts";
import { WaitList } from "./wait_list.ts";

/** A condition in a manager's server, with a lock of its own unless it gets one of the same server. */
export class ManagedCondition {
  readonly #lock: ManagedLock;
  readonly #waiting = new WaitList();

  constructor(lock: ManagedLock = new ManagedRLock()) {
    if (!(lock instanceof ManagedLock)) {
      throw new TypeError(
        "Cannot create a condition as its lock must be a Lock or RLock of the same manager",
      );
    }
    this.#lock = lock;
  }

  acquire(options?: BlockingOptions): boolean | Promise<boolean> {
    return this.#lock.acquire(options);
  }

  release(): void {
    this.#lock.release();
  }

  /** Gives the lock back, waits to be notified, and takes the lock again. `false` if nobody notified within `timeout` milliseconds. */
  async wait(options?: BlockingOptions): Promise<boolean> {
    const timeout = blockingTimeout(options, "wait for a condition");
    const caller = currentCaller();
    const depth = this.#lock._suspend(caller, "wait for a condition");
    const woken = await this.#waiting.wait(caller, timeout);
    await this.#lock._resume(caller, depth);
    return woken;
  }

  /** Wakes up to `count` that wait. */
  notify(count: number = 1): void {
    this.#lock._assertHeld(currentCaller(), "notify");
    for (let i = 0; i < count && this.#waiting.wake() !== undefined; i++);
  }

  notifyAll(): void {
    this.notify(Infinity);
  }
}
