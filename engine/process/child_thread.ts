import {
  BLOCKED,
  OWNER_SLOT,
  SLOT_EXIT_CODE,
  SLOT_LIFE,
  STATE_ENDED,
  STATE_FINISHED,
  STATE_GONE,
} from "../../kernels/core/layout.ts";
import { keepAlive } from "../atomics/keep_alive.ts";
import { waitSync } from "../atomics/wait_sync.ts";
import { loadWord } from "../atomics/word.ts";
import "../backend/thread/watchdog.ts";
import { startThread } from "../backend/thread/start_thread.ts";
import type { WorkerExit, WorkerHandle } from "../backend/thread/worker_handle.ts";
import { transferHold } from "../memory/give_hold.ts";
import type { SharedRef } from "../memory/handle.ts";
import { throwCoreError } from "../memory/refuse.ts";
import { withDeadline } from "../options/in_time.ts";
import { slotField } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import type { ProcessRole } from "../worker/worker_order.ts";
import type { Child } from "./launcher.ts";

/** How a child thread is set up. */
export interface ThreadChildOptions {
  readonly name: string;
  /** The number of this thread's child that it is. */
  readonly child: number;
  readonly daemon: boolean;
  readonly authKey: Uint8Array<ArrayBuffer>;
  readonly maxHeap: number | undefined;
}

/** A process in a worker thread. Its exit code is known as soon as the thread has written it, before the runtime tells. */
export class ThreadChild implements Child {
  readonly pid: number;
  readonly exited: Promise<number>;
  readonly #worker: WorkerHandle;
  readonly #name: string;
  #signal = 0;
  #exitCode: number | null = null;

  /**
   * The thread gets this thread's hold of the message with its order, and a hold of its own on what `needs` names: it may outlive
   * this thread.
   */
  constructor(message: number, needs: readonly SharedRef[], options: ThreadChildOptions) {
    this.#name = options.name;
    const role = (slot: number): ProcessRole => {
      for (const { record, generation } of needs) {
        const held = thread().core.hold(record, generation, OWNER_SLOT + slot);
        if (held < 0) throwCoreError(held, "a process's target");
      }
      return { kind: "process", message: transferHold(message, slot, "a process's message") };
    };
    this.#worker = startThread({ ...options, role }, { onEnd: (exit) => this.#onEnd(exit) });
    this.pid = this.#worker.pid;
    this.exited = this.#worker.exited.then(() => this.#exitCode!);
  }

  get exitCode(): number | null {
    if (this.#exitCode !== null) return this.#exitCode;
    const { slot, state, wasKilled } = this.#worker;
    // It may finish before a signal reaches it, but not after.
    if (state === STATE_FINISHED) this.#exitCode = loadWord(slotField(slot, SLOT_EXIT_CODE));
    else if (wasKilled || (state === STATE_GONE && this.#signal !== 0)) this.#exitCode = -this.#signal;
    else if (state === STATE_GONE) this.#exitCode = 1;
    else if (state === STATE_ENDED) this.#worker.pollExit();
    return this.#exitCode;
  }

  get waitable(): number {
    return slotField(this.#worker.slot, SLOT_LIFE);
  }

  async join(timeout: number): Promise<void> {
    keepAlive.add();
    try {
      await withDeadline<unknown>(this.exited, timeout, () => {});
    } finally {
      keepAlive.remove();
    }
  }

  joinSync(timeout: number): void {
    waitSync(this.waitable, () => this.exitCode === null ? BLOCKED : 0, timeout);
  }

  kill(signal: number): void {
    if (this.exitCode !== null) return;
    this.#signal = signal;
    this.#worker.kill();
  }

  #onEnd(exit: WorkerExit): void {
    this.#exitCode ??= exit.killed && !exit.finished ? -this.#signal : exit.code & 0xff;
    // Other errors have been reported by the thread.
    if (exit.error !== undefined && !exit.finished && !exit.killed) {
      console.error(`Process ${this.#name} ${exit.reason}`);
    }
  }
}
