import { otherWork } from "../../waiting/blocking.ts";
import { runAsThread } from "../../memory/thread_local.ts";
import { queueMacrotask } from "../../platform/runtime.ts";
import { TaskQueue } from "../task_queue.ts";
import { isPromiseLike } from "../../options/promises.ts";

/** Milliseconds, and turns, after which the event loop has one: on some runtimes the clock stands still meanwhile. */
const BUDGET_MS = 8;
const MAX_TURNS = 256;

/** One thing to run on this thread. */
export interface Turn {
  /** Whether it is not to run any more. */
  readonly settled: boolean;
  run(): void;
}

/** Milliseconds and turns since the event loop had one, as far as is known. */
const used = { time: 0, turns: 0 };

/**
 * What one pool, or one process, of the inline backend has to run on this thread, first come first served. A thread that blocks
 * runs it meanwhile.
 *
 * On some runtimes what waits for a timer or a promise belongs to the request that is being served: it ends with that, and may not
 * go on in another's. So each owner has turns of its own, and each call of `add` sees to it that they are run.
 */
export class Turns {
  readonly #queue = new TaskQueue<Turn>();
  /** Whether a microtask will run what is due. */
  #isDue = false;
  #isRunning = false;

  /** Has it run soon. */
  add(turn: Turn): void {
    this.#queue.push(turn);
    otherWork.add(this.#runOne);
    if (!this.#isRunning) this.#schedule();
  }

  /** Runs the first; false if there is none. */
  readonly #runOne = (): boolean => {
    const turn = this.#queue.shift();
    if (turn === undefined) otherWork.delete(this.#runOne);
    turn?.run();
    return turn !== undefined;
  };

  #schedule(): void {
    if (this.#isDue) return;
    if (isUsedUp()) return queueMacrotask(() => runAsThread(this.#goOn));
    this.#isDue = true;
    queueMicrotask(() => runAsThread(this.#runDue));
  }

  readonly #goOn = (): void => {
    used.time = used.turns = 0;
    this.#runDue();
  };

  readonly #runDue = (): void => {
    this.#isDue = false;
    this.#isRunning = true;
    let last = performance.now();
    try {
      while (!isUsedUp() && this.#runOne()) {
        const now = performance.now();
        used.time += now - last;
        used.turns++;
        last = now;
      }
    } finally {
      this.#isRunning = false;
      // Also after a turn that threw.
      if (!this.#queue.isEmpty) this.#schedule();
    }
  };
}

function isUsedUp(): boolean {
  return used.time > BUDGET_MS || used.turns >= MAX_TURNS;
}

/** Goes on with what `fn` returns, or throws: at once, unless it is a promise. */
export function settle<T>(
  fn: () => T | PromiseLike<T>,
  succeed: (value: T) => void,
  fail: (error: unknown) => void,
): void {
  let result: T | PromiseLike<T>;
  try {
    result = fn();
  } catch (error) {
    return fail(error);
  }
  if (isPromiseLike(result)) (result as PromiseLike<T>).then(succeed, fail);
  else succeed(result);
}
