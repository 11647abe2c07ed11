import { BLOCKED, CLOSED } from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { keepAlive } from "../waiting/keep_alive.ts";
import { AdaptiveSpin, becomeSpinner, endSpinning } from "../waiting/spinning.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { noteGrowth } from "../memory/sweep.ts";
import { thread } from "../memory/thread.ts";
import { Cell } from "../memory/cell.ts";
import { Ring } from "../memory/ring.ts";
import { queueMacrotask } from "../platform/runtime.ts";
import { getLogger } from "../log/logger.ts";
import { watchHeap } from "../exit/watch_heap.ts";
import type { PoolRole } from "../threads/thread_order.ts";
import { refusalOf } from "../codec/encode.ts";
import { readPayload, writePayload } from "../task/payload.ts";
import { type Callable, callableOf } from "./callable.ts";
import { runTask, type TaskKind } from "./run_task.ts";
import { sendOutcome } from "./send_outcome.ts";

/**
 * Pulls tasks from a pool's ring and runs them, one at a time. While all that ran was synchronous the thread sleeps in
 * `Atomics.wait`, which wakes fastest. Once a task has returned a promise it waits without blocking, so that timers,
 * fetches and streams that tasks left behind go on. Tasks run from timer callbacks: only there is running out of memory
 * reported to the main thread.
 */
export class TaskLoop {
  readonly #role: PoolRole;
  readonly #ring: Ring;
  readonly #take: () => number;
  readonly #exit: (code: number) => void;
  #left: number;
  #hasPromises = false;
  readonly #adaptiveSpin = new AdaptiveSpin();

  /** `exit` ends the thread: in order, with 0, once the worker has run its last task. */
  constructor(role: PoolRole, exit: (code: number) => void) {
    const { core } = thread();
    this.#role = role;
    this.#ring = new Ring(role.ring);
    this.#take = () => core.take(role.ring);
    this.#exit = exit;
    this.#left = role.maxTasks > 0 ? role.maxTasks : Infinity;
  }

  /** Begins, from a timer callback of its own. */
  start(): void {
    queueMacrotask(() => this.#run(BLOCKED));
  }

  #run(first: number): void {
    let cell = first;
    while (true) {
      if (cell === BLOCKED) cell = this.#spin();
      if (cell === BLOCKED) {
        // A pool or a process of this worker's own needs the event loop too.
        if (this.#hasPromises || doorbell().pending + keepAlive.pending > 0) return this.#runLater();
        // What the tasks have left behind is garbage of this thread's.
        noteGrowth();
        cell = waitSync(this.#ring.waitable, this.#take, Infinity, true);
      }
      if (cell === CLOSED) {
        getLogger().debug("worker got sentinel -- exiting");
        return this.#exit(0);
      }
      const running = runCell(cell);
      if (running !== undefined) {
        this.#hasPromises = true;
        watchHeap(this.#exit);
        (running as Promise<void>).then(() => this.#mayGoOn() && this.start());
        return;
      }
      if (!this.#mayGoOn()) return;
      cell = BLOCKED;
    }
  }

  #runLater(): void {
    doorbell().wait(this.#ring.waitable, 0, this.#take)
      .then((cell) => queueMacrotask(() => this.#run(cell)));
  }

  #mayGoOn(): boolean {
    if (--this.#left > 0) return true;
    getLogger().debug(() => `worker exiting after ${this.#role.maxTasks} tasks`);
    this.#exit(0);
    return false;
  }

  /** The next cell, looked for without sleeping for a moment: in a row of small tasks it is there at once. */
  #spin(): number {
    const { spins } = this.#role;
    const ring = this.#ring;
    let cell = this.#take();
    if (cell !== BLOCKED || spins === 0 || !this.#adaptiveSpin.shouldSpin() || !becomeSpinner(ring)) {
      return cell;
    }
    for (let left = spins; left > 0 && cell === BLOCKED; left--) cell = this.#take();
    endSpinning(ring);
    this.#adaptiveSpin.recordOutcome(cell !== BLOCKED);
    if (cell === BLOCKED) return this.#take();
    // What came in just after this cell may have been left to the spinner, which is busy from now on.
    if (!ring.isEmpty) thread().core.wakeSome(ring.waitable, 1);
    return cell;
  }
}

/**
 * Runs the task in a cell and hands the cell back. Returns a promise only if the task did: then the cell is handed back
 * when it settles. Never throws or rejects: whatever the task throws is its outcome.
 */
export function runCell(number: number): void | Promise<void> {
  const cell = new Cell(number);
  if (cell.isTimed) thread().core.announce(number);
  const started = performance.now();
  try {
    const callable = callableOf(cell.functionRecord, cell.functionGeneration);
    const values = callable instanceof Promise
      ? callable.then((callable) => run(cell, callable))
      : run(cell, callable);
    if (!(values instanceof Promise)) return finish(number, cell, 0, values, started);
    return values.then(
      (values) => finish(number, cell, 0, values, started),
      (error) => finish(number, cell, 1, [error], started),
    );
  } catch (error) {
    finish(number, cell, 1, [error], started);
  }
}

/** What the task sends back: its result, or those of its items. */
function run(cell: Cell, callable: Callable): unknown[] | Promise<unknown[]> {
  const { message } = cell;
  const values = readPayload(cell, message, "borrow");
  if (message !== 0) cell.markAsRead();
  return runTask(cell.kind as TaskKind, callable, values);
}

function finish(number: number, cell: Cell, outcome: 0 | 1, values: unknown[], started: number): void {
  cell.elapsed = Math.min((performance.now() - started) * 1000, 2 ** 31 - 1);
  try {
    sendOutcome(cell.kind as TaskKind, values, outcome === 1, {
      send: (values, hasFailed, name) => {
        cell.result = writePayload(cell, values, name);
        cell.outcome = hasFailed ? 1 : 0;
      },
      refusalOf,
    });
  } catch {
    cell.outcome = 2;
    cell.result = writePayload(cell, [], "values");
  }
  thread().core.complete(number);
}
