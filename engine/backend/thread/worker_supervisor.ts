import { CELL_LEAVE, CELL_RUNNING, STATE_REQUESTED, STATE_STARTING } from "../../core/layout.ts";
import { beforeBlockingHooks, isBlocking, longBlockingHooks } from "../../waiting/blocking.ts";
import { endSpinning } from "../../waiting/spinning.ts";
import { BrokenExecutorError } from "../../errors/pool_errors.ts";
import { Cell } from "../../memory/cell.ts";
import { Ring } from "../../memory/ring.ts";
import { thread } from "../../memory/thread.ts";
import { getLogger } from "../../log/logger.ts";
import { childPath, nextChildNumber } from "../../memory/thread_identity.ts";
import type { PoolRole } from "../../threads/thread_order.ts";
import { unrefTimer } from "../../platform/runtime.ts";
import { initializerFailure, initializerTooSlow } from "../task_errors.ts";
import "../../threads/watchdog.ts";
import { startThread } from "../../threads/start_thread.ts";
import type { WorkerExit, WorkerHandle } from "../../threads/worker_handle.ts";

/** Workers in a row that may end before they are ready. */
const MAX_BOOT_FAILURES = 3;
/** Milliseconds during which a wake-up may go to a thread that has just died. */
const LOST_WAKE_UP_MS = 2000;
/** Milliseconds that the finalizers of a terminated pool may take. */
const MAX_FINALIZING_MS = 1000;

/** The pool whose workers a supervisor looks after. */
export interface SupervisorOwner {
  /** How many workers there is work for. */
  readonly wanted: number;
  /** A worker will never finish the cell that it ran. Its thread may still be at it. */
  onLost(worker: WorkerHandle, exit: WorkerExit): void;
  /** A worker's thread, which ran that cell, cannot be stopped. */
  onUnstoppable(worker: WorkerHandle, cell: number): void;
  /** A worker's thread is gone. */
  onGone(exit: WorkerExit): void;
  /** No worker can be had. */
  onFailure(reason: Error): void;
}

/** How the workers of a supervisor are set up. */
export interface SupervisorOptions {
  /** The most workers. */
  readonly size: number;
  /** The name of the workers, before the number. */
  readonly name: string;
  readonly role: PoolRole;
  readonly maxHeap: number | undefined;
  /** Milliseconds from a worker's start until its initializer must have ended. */
  readonly initTimeout: number | undefined;
}

/** The worker threads of one pool: starts them when they are wanted, replaces those that end, and dismisses them. */
export class WorkerSupervisor {
  readonly #owner: SupervisorOwner;
  readonly #options: SupervisorOptions;
  /** Those that run tasks, or will. */
  readonly #workers = new Set<WorkerHandle>();
  /** Those that have ended, while their threads are not gone yet. */
  readonly #leaving = new Map<WorkerHandle, WorkerExit>();
  /** Those of them that were killed. */
  readonly #stopped = new Set<WorkerHandle>();
  /** Those that cannot be stopped. */
  readonly #stuck = new Set<WorkerHandle>();
  /** By their numbers, which the next to start takes over from the dead. */
  readonly #numbered: (WorkerHandle | undefined)[] = [];
  /** Those whose initializers have a time limit: when that is over, by `performance.now()`, and its timer. */
  readonly #initializing = new Map<
    WorkerHandle,
    { readonly deadline: number; readonly timer: ReturnType<typeof setTimeout> }
  >();
  #finalizing: ReturnType<typeof setTimeout> | undefined;
  #most: number;
  #bootFailures = 0;
  #dismissed = 0;
  #starting = false;
  #lastDeath = -Infinity;
  readonly #startAll = () => this.#start(Infinity);

  constructor(owner: SupervisorOwner, options: SupervisorOptions) {
    this.#owner = owner;
    this.#options = options;
    this.#most = options.size;
    beforeBlockingHooks.add(this.#startAll);
  }

  /** How many run tasks, or will. */
  get size(): number {
    return this.#workers.size;
  }

  /** Whether no thread is left, but for those that cannot be stopped. */
  get isGone(): boolean {
    return this.#workers.size + this.#leaving.size === this.#stuck.size;
  }

  /** Whether there are workers, and all of them run their initializer. */
  get isInitializing(): boolean {
    return this.#workers.size > 0 && [...this.#workers].every((worker) => worker.isInitializing);
  }

  /** When the next initializer is out of time, by `performance.now()`. */
  get nextDeadline(): number {
    let next = Infinity;
    for (const { deadline } of this.#initializing.values()) next = Math.min(next, deadline);
    return next;
  }

  /** How many threads run on that were stopped. */
  get stuck(): number {
    return this.#stuck.size;
  }

  /**
   * How many workers are to be started. None as long as more threads than the pool has workers were stopped and are not gone yet: a
   * pool whose tasks are stopped faster than their threads can end would have more and more of them.
   */
  get missing(): number {
    if (this.#stopped.size > this.#options.size) return 0;
    return Math.min(this.#most, this.#owner.wanted) - this.#workers.size;
  }

  /** Whether a wake-up that is meant for one sleeper may go to a thread that has just died. */
  get mayLoseWakeUps(): boolean {
    return performance.now() - this.#lastDeath <= LOST_WAKE_UP_MS;
  }

  /** Starts workers that are wanted, one in each turn of the event loop: it takes tens of milliseconds. */
  startSoon(): void {
    if (this.#starting || this.missing <= 0) return;
    this.#starting = true;
    setTimeout(() => {
      this.#starting = false;
      this.#start(1);
      this.startSoon();
    }, 0);
  }

  /** Stops the worker that runs a cell, unless it goes on to another meanwhile: then the result is false. */
  stop(cell: number): boolean {
    return this.#runnerOf(cell)?.kill(cell) ?? false;
  }

  /** Stops the workers that run something, and has the others end. */
  stopAll(): void {
    for (const worker of this.#workers) {
      const { cell } = worker;
      if (cell >= 0) worker.kill(cell);
      else if (worker.isInitializing) worker.kill();
    }
    this.dismiss();
    if (this.#options.role.finalizer === undefined || this.#workers.size === 0) return;
    this.#finalizing ??= setTimeout(() => this.killAll(), MAX_FINALIZING_MS);
  }

  /** Stops every worker, whatever it does. */
  killAll(): void {
    for (const worker of this.#workers) worker.kill();
  }

  /** Has every worker end as soon as it is idle. A thread that ends by itself does so without a trace on the console. */
  dismiss(): void {
    const { core } = thread();
    const { ring } = this.#options.role;
    while (this.#dismissed < this.#workers.size) {
      this.#dismissed++;
      core.push(ring, CELL_LEAVE);
      core.wake(new Ring(ring).waitable);
    }
  }

  /** Finds out which workers have ended: while this thread blocks, the runtime does not tell. */
  pollExits(): void {
    for (const worker of this.#workers) worker.pollExit();
    const now = performance.now();
    for (const [worker, { deadline }] of this.#initializing) {
      if (deadline <= now) this.#endInitializing(worker);
    }
  }

  /** Frees what a supervisor holds whose workers are gone. */
  [Symbol.dispose](): void {
    beforeBlockingHooks.delete(this.#startAll);
    clearTimeout(this.#finalizing);
  }

  #start(most: number): void {
    for (let count = 0; count < most && this.missing > 0; count++) {
      const { name, role, maxHeap } = this.#options;
      const free = this.#numbered.indexOf(undefined);
      const id = free < 0 ? this.#numbered.length : free;
      try {
        const child = nextChildNumber();
        const worker: WorkerHandle = startThread(
          {
            name: `${name}-${childPath(child)}`,
            child,
            daemon: true,
            role: () => ({ ...role, id }),
            maxHeap,
          },
          {
            onEnd: (exit) => this.#onEnd(worker, exit),
            onGone: (exit) => this.#onGone(worker, exit),
            onUnstoppable: () => this.#onUnstoppable(worker),
          },
        );
        this.#workers.add(worker);
        this.#numbered[id] = worker;
        this.#limitInitializer(worker);
        getLogger().debug(() => `added worker ${worker.name}`);
      } catch (error) {
        this.#onRefused(error as Error);
      }
    }
  }

  #limitInitializer(worker: WorkerHandle): void {
    const { role, initTimeout } = this.#options;
    if (role.initializer === undefined || initTimeout === undefined) return;
    const timer = setTimeout(() => this.#endInitializing(worker), initTimeout);
    unrefTimer(timer);
    this.#initializing.set(worker, { deadline: performance.now() + initTimeout, timer });
  }

  /** A worker's time for its initializer is over. */
  #endInitializing(worker: WorkerHandle): void {
    clearTimeout(this.#initializing.get(worker)?.timer);
    this.#initializing.delete(worker);
    if (worker.state === STATE_STARTING || worker.state === STATE_REQUESTED) this.#limitInitializer(worker);
    else if (worker.isInitializing) this.#owner.onFailure(initializerTooSlow(this.#options.initTimeout!));
  }

  /** There is no room for another worker. Those that there are must do. */
  #onRefused(error: Error): void {
    this.#most = this.#workers.size;
    if (this.#most === 0) this.#owner.onFailure(error);
  }

  #runnerOf(cell: number): WorkerHandle | undefined {
    // Between taking a cell and naming it in its slot a worker is inside a section, which is short.
    const view = new Cell(cell);
    while (view.state === CELL_RUNNING) {
      for (const worker of this.#workers) if (worker.cell === cell) return worker;
    }
    return undefined;
  }

  #onEnd(worker: WorkerHandle, exit: WorkerExit): void {
    this.#workers.delete(worker);
    this.#leaving.set(worker, exit);
    if (exit.killed) this.#stopped.add(worker);
    clearTimeout(this.#initializing.get(worker)?.timer);
    this.#initializing.delete(worker);
    this.#numbered[this.#numbered.indexOf(worker)] = undefined;
    this.#lastDeath = performance.now();
    const ring = new Ring(this.#options.role.ring);
    endSpinning(ring, worker.slot);
    // Wake-ups that went to it, or that were left to it, go to the others.
    thread().core.wake(ring.waitable);
    // Dismissals that the dead did not take are left over.
    this.#dismissed = Math.min(this.#dismissed, this.#workers.size);
    if (exit.cell >= 0) this.#owner.onLost(worker, exit);
    if (exit.isRefused) return this.#onRefused(exit.error as Error);
    this.#bootFailures = exit.wasReady || exit.killed ? 0 : this.#bootFailures + 1;
    if (exit.initializerThrew) this.#owner.onFailure(initializerFailure(exit.error));
    else if (this.#bootFailures >= MAX_BOOT_FAILURES) {
      const message = `Cannot start workers: "${worker.name}" ${exit.reason} before it was ready`;
      this.#owner.onFailure(
        new BrokenExecutorError(message, exit.error === undefined ? undefined : { cause: exit.error }),
      );
    }
    // A main thread that blocks hears from the watchdog that there is room for another.
    if (this.#stopped.size > this.#options.size && isBlocking()) longBlockingHooks.run();
    this.startSoon();
  }

  #onUnstoppable(worker: WorkerHandle): void {
    this.#stuck.add(worker);
    this.#owner.onUnstoppable(worker, this.#leaving.get(worker)!.cell);
  }

  #onGone(worker: WorkerHandle, exit: WorkerExit): void {
    this.#leaving.delete(worker);
    this.#stopped.delete(worker);
    this.#stuck.delete(worker);
    if (this.isGone) clearTimeout(this.#finalizing);
    this.#owner.onGone(exit);
    this.startSoon();
  }
}
