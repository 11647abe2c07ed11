import { BLOCKED, SLOT_EXIT_CODE, SLOT_LIFE, STATE_FINISHED, STATE_GONE } from "../../kernels/core/layout.ts";
import { keepAlive } from "../atomics/keep_alive.ts";
import { waitSync } from "../atomics/wait_sync.ts";
import { loadWord } from "../atomics/word.ts";
import "../backend/thread/watchdog.ts";
import { type WorkerExit, WorkerThread } from "../backend/thread/worker_thread.ts";
import { giveHold } from "../memory/give_hold.ts";
import { slotField } from "../memory/slot.ts";
import { threadPid } from "../platform.ts";
import type { Child } from "./launcher.ts";

/** How a child thread is set up. */
export interface ChildOptions {
  readonly name: string;
  readonly daemon: boolean;
  readonly maxHeap: number | undefined;
}

/** A process in a worker thread. Its exit code is known as soon as the thread has written it, before the runtime tells. */
export class ChildThread implements Child {
  readonly pid: number;
  readonly exited: Promise<number>;
  readonly #worker: WorkerThread;
  readonly #name: string;
  #signal = 0;
  #exitCode: number | null = null;

  /** The thread gets this thread's hold of the message with its order. */
  constructor(message: number, options: ChildOptions) {
    this.#name = options.name;
    this.#worker = new WorkerThread(
      options.name,
      (slot) => ({ kind: "process", message: giveHold(message, slot, "a process's message") }),
      { onEnd: (exit) => this.#onEnd(exit) },
      { maxHeap: options.maxHeap },
    );
    if (!options.daemon) this.#worker.ref();
    this.pid = threadPid(this.#worker.threadId);
    this.exited = this.#worker.exited.then(() => this.#exitCode!);
  }

  get exitCode(): number | null {
    if (this.#exitCode !== null) return this.#exitCode;
    const { slot, state } = this.#worker;
    // It may finish before a signal reaches it, but not after.
    if (state === STATE_FINISHED) this.#exitCode = loadWord(slotField(slot, SLOT_EXIT_CODE));
    else if (this.#signal !== 0) this.#exitCode = -this.#signal;
    else if (state === STATE_GONE) this.#exitCode = 1;
    return this.#exitCode;
  }

  get waitable(): number {
    return slotField(this.#worker.slot, SLOT_LIFE);
  }

  async join(timeout: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    keepAlive.add();
    try {
      if (timeout === Infinity) await this.exited;
      else {
        const late = new Promise<void>((resolve) => timer = setTimeout(resolve, timeout));
        await Promise.race([this.exited, late]);
      }
    } finally {
      clearTimeout(timer);
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
    this.#exitCode = this.exitCode ?? (exit.code & 0xff);
    // Other errors have been reported by the thread.
    if (exit.error !== undefined && !exit.finished && !exit.killed) {
      console.error(`Process ${this.#name} ${exit.reason}`);
    }
  }
}
