import { type BlockingOptions, blockingTimeout } from "../../options/wait_options.ts";
import { currentCaller } from "../caller.ts";
import { WaitList } from "./wait_list.ts";

/** An event in a manager's server. */
export class ManagedEvent {
  readonly #waiting = new WaitList();
  #isSet = false;

  isSet(): boolean {
    return this.#isSet;
  }

  /** Lets all through that wait, and all that come, until it is cleared. */
  set(): void {
    this.#isSet = true;
    this.#waiting.wakeAll();
  }

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
