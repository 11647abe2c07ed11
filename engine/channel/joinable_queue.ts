import { TimeoutError } from "../errors/timeout_error.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
} from "../options/wait_options.ts";
import { registerHandleType } from "../sync/revive.ts";
import { Queue } from "./queue.ts";

/**
 * A queue whose items are reported done (Python's `multiprocessing.JoinableQueue`): `join` waits until `taskDone` has been
 * called for every item that was put.
 *
 * @example
 * ```ts
 * import { JoinableQueue } from "./joinable_queue.ts";
 *
 * using queue = new JoinableQueue<string>();
 * await queue.put("a job");
 * const joined = queue.join();
 *
 * await queue.get();
 * queue.taskDone();
 * await joined;
 * ```
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  /** Reports that an item that was taken is dealt with. Throws an `Error` if none is unfinished. */
  taskDone(): void {
    if (!this.messages.taskDone()) throw new Error("Cannot report a task done as none is unfinished");
  }

  /**
   * Waits until no item is unfinished.
   *
   * @throws {TimeoutError} If that takes longer than `timeout` milliseconds.
   */
  async join(options?: AsyncOptions): Promise<void> {
    const limits = asyncWait(options, "join a queue");
    if (!await this.messages.join(limits)) throw this.#tooLate(limits.timeout);
  }

  /** As `join`, and blocks the thread meanwhile. */
  joinSync(options?: BlockingOptions): void {
    const timeout = blockingTimeout(options, "join a queue");
    if (!this.messages.joinSync(timeout)) throw this.#tooLate(timeout);
  }

  /** Names the class in every thread. */
  protected override get sharedType(): string {
    return "JoinableQueue";
  }

  #tooLate(timeout: number): TimeoutError {
    return new TimeoutError(
      `Cannot join the queue as ${this.messages.unfinished} items are unfinished after ${timeout} ms`,
    );
  }
}

registerHandleType("JoinableQueue", JoinableQueue, "a queue");
