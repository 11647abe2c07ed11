import { BLOCKED, CLOSED } from "../../kernels/core/layout.ts";
import { doorbell } from "../atomics/doorbell.ts";
import { keepAlive } from "../atomics/keep_alive.ts";
import { AdaptiveSpin } from "../atomics/payoff.ts";
import { becomeSpinner, endSpinning, isRingEmpty } from "../atomics/scout.ts";
import { waitSync } from "../atomics/wait_sync.ts";
import { thread } from "../memory/thread.ts";
import { ringStart } from "../memory/ring.ts";
import { queueMacrotask } from "../platform.ts";
import { getLogger } from "./get_logger.ts";
import { runCell } from "./run_cell.ts";
import { watchHeap } from "./watch_heap.ts";
import type { PoolRole } from "./worker_order.ts";

/**
 * Pulls tasks from a pool's ring and runs them, one at a time. While all that ran was synchronous the thread sleeps in
 * `Atomics.wait`, which wakes fastest. Once a task has returned a promise it waits without blocking, so that timers,
 * fetches and streams that tasks left behind go on. Tasks run from timer callbacks: only there is running out of memory
 * reported to the main thread.
 */
export class TaskLoop {
  readonly #role: PoolRole;
  readonly #take: () => number;
  readonly #exit: (code: number) => void;
  #left: number;
  #hasPromises = false;
  readonly #scouting = new AdaptiveSpin();

  /** `exit` ends the thread: in order, with 0, once the worker has run its last task. */
  constructor(role: PoolRole, exit: (code: number) => void) {
    const { core } = thread();
    this.#role = role;
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
        cell = waitSync(ringStart(this.#role.ring), this.#take, Infinity, true);
      }
      if (cell === CLOSED) {
        getLogger().debug("worker got sentinel -- exiting");
        return this.#exit(0);
      }
      const running = runCell(cell);
      if (running !== undefined) {
        this.#hasPromises = true;
        watchHeap(this.#exit);
        running.then(() => this.#mayGoOn() && this.start());
        return;
      }
      if (!this.#mayGoOn()) return;
      cell = BLOCKED;
    }
  }

  #runLater(): void {
    doorbell().wait(ringStart(this.#role.ring), 0, this.#take)
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
    const { ring, spins } = this.#role;
    let cell = this.#take();
    if (cell !== BLOCKED || spins === 0 || !this.#scouting.shouldSpin() || !becomeSpinner(ring)) return cell;
    for (let left = spins; left > 0 && cell === BLOCKED; left--) cell = this.#take();
    endSpinning(ring);
    this.#scouting.recordOutcome(cell !== BLOCKED);
    if (cell === BLOCKED) return this.#take();
    // What came in just after this cell may have been left to the scout, who is busy from now on.
    if (!isRingEmpty(ring)) thread().core.wakeSome(ringStart(ring), 1);
    return cell;
  }
}
