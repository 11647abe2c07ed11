import { otherWork } from "../../atomics/other_work.ts";
import { soon } from "../../platform.ts";
import { TaskQueue } from "../task_queue.ts";

/** Milliseconds, and turns, after which the event loop has one: on some runtimes the clock stands still meanwhile. */
const BUDGET = 8;
const MOST_TURNS = 256;

/** One thing to run on this thread. */
export interface Turn {
  /** Whether it is not to run any more. */
  readonly settled: boolean;
  run(): void;
}

/** What the inline backend has to run on this thread, first come first served. A thread that blocks runs it meanwhile. */
class Turns {
  readonly #queue = new TaskQueue<Turn>();
  #isDue = false;

  constructor() {
    otherWork.add(() => this.runOne());
  }

  /**
   * Has it run soon. Each call sees to that itself: on some runtimes a timer belongs to the request that was being served when it
   * was set, and ends with it.
   */
  add(turn: Turn): void {
    this.#queue.push(turn);
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(this.#runDue);
  }

  /** Runs the first; false if there is none. */
  runOne(): boolean {
    const turn = this.#queue.shift();
    turn?.run();
    return turn !== undefined;
  }

  readonly #runDue = (): void => {
    this.#isDue = false;
    const end = performance.now() + BUDGET;
    try {
      for (let count = 0; count < MOST_TURNS && performance.now() <= end; count++) {
        if (!this.runOne()) return;
      }
    } finally {
      // Also after a turn that threw.
      if (!this.#queue.isEmpty) soon(this.#runDue);
    }
  };
}

/** This thread's. */
export const turns: Turns = new Turns();
