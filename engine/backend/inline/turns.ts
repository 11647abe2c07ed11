import { otherWork } from "../../atomics/other_work.ts";
import { runAsThread } from "../../memory/thread_local.ts";
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
  /** Whether a microtask will run what is due. */
  #isDue = false;
  #isRunning = false;
  /** Milliseconds and turns since the event loop had one, as far as is known. */
  #spent = 0;
  #count = 0;

  constructor() {
    otherWork.add(() => this.runOne());
  }

  /**
   * Has it run soon. Each call sees to that itself: on some runtimes a timer belongs to the request that was being served when it
   * was set, and ends with it.
   */
  add(turn: Turn): void {
    this.#queue.push(turn);
    if (!this.#isRunning) this.#schedule();
  }

  /** Runs the first; false if there is none. */
  runOne(): boolean {
    const turn = this.#queue.shift();
    turn?.run();
    return turn !== undefined;
  }

  #schedule(): void {
    if (this.#isDue) return;
    if (this.#isSpent) return soon(() => runAsThread(this.#goOn));
    this.#isDue = true;
    queueMicrotask(() => runAsThread(this.#runDue));
  }

  get #isSpent(): boolean {
    return this.#spent > BUDGET || this.#count >= MOST_TURNS;
  }

  readonly #goOn = (): void => {
    this.#spent = 0;
    this.#count = 0;
    this.#runDue();
  };

  readonly #runDue = (): void => {
    this.#isDue = false;
    this.#isRunning = true;
    let last = performance.now();
    try {
      while (!this.#isSpent && this.runOne()) {
        const now = performance.now();
        this.#spent += now - last;
        this.#count++;
        last = now;
      }
    } finally {
      this.#isRunning = false;
      // Also after a turn that threw.
      if (!this.#queue.isEmpty) this.#schedule();
    }
  };
}

/** This thread's. */
export const turns: Turns = new Turns();
