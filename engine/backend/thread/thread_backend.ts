import type { FinalizerResult } from "../../exit/exit_reason.ts";
import * as layout from "../../core/layout.ts";
import { packMessage } from "../../codec/message.ts";
import { beforeBlockingHooks } from "../../waiting/blocking.ts";
import { doorbell } from "../../waiting/doorbell.ts";
import { keepAlive } from "../../waiting/keep_alive.ts";
import { hasSpinner } from "../../waiting/spinning.ts";
import { pauseBriefly } from "../../atomics/words.ts";
import { PoolClosedError } from "../../errors/pool_errors.ts";
import { kernelBytes } from "../../kernel/kernel_registry.ts";
import { Cell } from "../../memory/cell.ts";
import { heldRecord } from "../../memory/records.ts";
import { Ring } from "../../memory/ring.ts";
import { thread } from "../../memory/thread.ts";
import { cpuCount } from "../../platform/runtime.ts";
import { definitionOf, type FunctionDefinition } from "../../task/definition.ts";
import { takeResult } from "../../task/payload.ts";
import type { AnyFunction } from "../../task/refs.ts";
import { getLogger } from "../../log/logger.ts";
import type { PoolRole } from "../../threads/thread_order.ts";
import type { Backend, BackendOptions, KernelJob, Submission, TaskRequest } from "../backend.ts";
import { runSharedJob } from "../kernel_job.ts";
import { corrupted, lostTask, noRoomForResult, notInitialized, timedOut } from "../task_errors.ts";
import { isImmutable } from "../copy_values.ts";
import { TaskQueue } from "../task_queue.ts";
import { type CellOwner, cells } from "./cells.ts";
import { openBackends } from "./open_backends.ts";
import {
  bequeathMessage,
  newTask,
  type PendingTask,
  taintMessage,
  TimedTasks,
  writeTask,
} from "./pending_task.ts";
import { reportUnstoppable } from "../../threads/unstoppable.ts";
import { openPoolRing } from "../../threads/start_thread.ts";
import { type SupervisorOwner, WorkerSupervisor } from "./worker_supervisor.ts";
import { corruptionListeners, type WorkerExit, type WorkerHandle } from "../../threads/worker_handle.ts";

/** Cells of one pool that may be in its ring at once: others need some too. */
const MAX_CELLS_IN_RING = 1024;
/** Tasks that are put into the ring before sleeping workers are told. */
const MAX_UNANNOUNCED_TASKS = 32;
/** Looks at an empty ring, some 60 µs of them, before a worker sleeps: one worker of the pool at a time. */
const SPINS = 3000;

/** Runs tasks in worker threads that pull them from a ring in the shared memory. */
export class ThreadBackend implements Backend, CellOwner, SupervisorOwner {
  readonly finalizerResults: FinalizerResult[] = [];
  readonly #options: BackendOptions;
  readonly #role: PoolRole;
  readonly #ring: Ring;
  readonly #initializer: FunctionDefinition | undefined;
  readonly #finalizer: FunctionDefinition | undefined;
  readonly #tasks: (PendingTask | undefined)[] = [];
  readonly #cells = cells();
  readonly #waiting = new TaskQueue<PendingTask>();
  readonly #timed = new TimedTasks(
    (task) => this.#stop(task, (task.startedAt === 0 ? notInitialized : timedOut)(task.request)),
    () => this.#supervisor.isInitializing,
  );
  readonly #supervisor: WorkerSupervisor;
  readonly #holds: number[] = [];
  readonly #siblings = openBackends();
  #inRing = 0;
  #unannounced = 0;
  #pending = 0;
  #isBlocking = false;
  #ended = false;
  #failure: Error | undefined;
  #stuckError: Error | undefined;
  #closing: PromiseWithResolvers<void> | undefined;
  readonly #onCorruption = (worker: string) => this.#break(corrupted(worker));

  constructor(options: BackendOptions) {
    this.#options = options;
    const { initializer, finalizer } = options;
    // Definitions live as long as somebody here refers to them.
    this.#initializer = initializer && this.define(initializer.fn);
    this.#finalizer = finalizer && this.define(finalizer);
    const initArgs = initializer && this.#keep(packMessage(initializer.values, "initArgs"));
    this.#role = {
      kind: "pool",
      ring: openPoolRing(),
      spins: cpuCount() > 1 ? SPINS : 0,
      maxTasks: options.maxTasksPerChild,
      initializer: initializer && {
        definition: this.#initializer!.record,
        values: initArgs!,
      },
      finalizer: this.#finalizer?.record,
      id: 0, // the supervisor numbers them
    };
    this.#ring = new Ring(this.#role.ring);
    const { processes: size, name, maxHeap, initTimeout } = options;
    this.#supervisor = new WorkerSupervisor(this, { size, name, role: this.#role, maxHeap, initTimeout });
    beforeBlockingHooks.add(this.#announce);
    corruptionListeners.add(this.#onCorruption);
    this.#siblings.add(this);
  }

  get processes(): number {
    return this.#options.processes;
  }

  get pending(): number {
    return this.#pending;
  }

  get wanted(): number {
    return this.#failure === undefined ? Math.min(this.#options.processes, this.#pending) : 0;
  }

  define(fn: AnyFunction): FunctionDefinition {
    return definitionOf(fn, kernelBytes);
  }

  submit(request: TaskRequest): Submission {
    if (this.#failure !== undefined) throw this.#failure;
    const { signal } = request;
    const task = newTask(request);
    if (signal?.aborted) {
      task.settled = true;
      request.fail(signal.reason);
      return task;
    }
    if (this.#waiting.isEmpty && this.#inRing < MAX_CELLS_IN_RING && this.#dispatch(task)) {
      // It is on its way.
    } else {
      // The caller may change what it passed before there is a cell for it.
      if (!request.values.every(isImmutable)) {
        task.message = packMessage(request.values, request.nameOf ?? "args");
      }
      this.#waiting.push(task);
    }
    if (signal !== undefined) {
      task.onAbort = () => this.#stop(task, signal.reason);
      signal.addEventListener("abort", task.onAbort);
    }
    if (this.#pending++ === 0) keepAlive.add();
    if (this.#supervisor.size < this.#options.processes) this.#supervisor.startSoon();
    return task;
  }

  runJob(job: KernelJob): void {
    runSharedJob(this, job);
  }

  drop(task: Submission, reason: unknown): boolean {
    return !task.settled && this.#drop(task as PendingTask, reason) === layout.CELL_QUEUED;
  }

  isRunning(task: Submission): boolean {
    const { settled, cell } = task as PendingTask;
    if (settled || cell < 0) return false;
    const { state } = new Cell(cell);
    return state === layout.CELL_RUNNING || state === layout.CELL_DONE;
  }

  serveUntil(done: () => boolean, timeout: number): boolean {
    const end = performance.now() + timeout;
    this.#announce();
    const wasBlocking = this.#isBlocking;
    this.#isBlocking = true;
    try {
      while (true) {
        const deadline = Math.min(end, this.#timed.nextDeadline, this.#supervisor.nextDeadline);
        // Microtasks, timers and ends of threads wait for the event loop: here they are looked after instead.
        const needsCare = () => {
          this.#announce();
          this.#supervisor.pollExits();
          return done() || this.#timed.nextDeadline < deadline || this.#supervisor.missing > 0;
        };
        doorbell().serveUntil(needsCare, Math.max(0, deadline - performance.now()));
        if (done()) return true;
        if (performance.now() >= end) return false;
        this.#timed.expire();
      }
    } finally {
      this.#isBlocking = wasBlocking;
    }
  }

  close(): Promise<void> {
    if (this.#closing === undefined) {
      getLogger().debug("closing pool");
      this.#closing = Promise.withResolvers<void>();
      this.#closing.promise.catch(() => {}); // whoever waits for it is told
      keepAlive.add();
      this.#endIfDone();
    }
    return this.#closing.promise;
  }

  terminate(reason: Error, force = false): Promise<void> {
    getLogger().debug("terminating pool");
    this.#break(reason);
    if (force) this.#supervisor.killAll();
    return this.close();
  }

  onReturn(cell: number, cancelled: boolean): void {
    const task = this.#tasks[cell - this.#cells.first]!;
    const done = new Cell(cell);
    if (task.settled && !cancelled) takeResult(done);
    if (task.settled || cancelled) return this.#free(task);
    const { outcome } = done;
    const elapsed = done.elapsed / 1000;
    let values: unknown[];
    try {
      values = takeResult(done);
    } catch (error) {
      this.#free(task);
      return this.#settle(task, () => task.request.fail(error));
    }
    this.#free(task);
    this.#settle(task, () => {
      if (outcome === 0) task.request.succeed(values, elapsed);
      else task.request.fail(outcome === 1 ? values[0] : noRoomForResult(task.request));
    });
  }

  onRoom(): void {
    this.#refill();
  }

  /** Gives the task a cell and puts that into the ring; false if there is no cell. */
  #dispatch(task: PendingTask): boolean {
    const cell = this.#cells.take(this);
    if (cell < 0) return false;
    const { core } = thread();
    try {
      writeTask(cell, task);
    } catch (error) {
      this.#cells.put(cell);
      throw error;
    }
    if (task.request.timeout !== undefined) this.#timed.add(task, this.#initializer !== undefined);
    task.cell = cell;
    this.#tasks[cell - this.#cells.first] = task;
    this.#inRing++;
    while (core.submit(this.#role.ring, cell) === layout.NO_ROOM) {
      // The ring holds more than the cells in it. But a worker that was interrupted while it took an entry has that entry
      // still, and nobody can pass it by.
      this.#announce();
      pauseBriefly();
    }
    // A wake-up costs more than all the rest, so tasks that are submitted in one go share it.
    if (++this.#unannounced === MAX_UNANNOUNCED_TASKS) this.#announce();
    else if (this.#unannounced === 1) queueMicrotask(this.#announce);
    return true;
  }

  /** Wakes workers for what was put into the ring. */
  readonly #announce = (): void => {
    if (this.#unannounced === 0) return;
    const sleepers = Math.min(this.#unannounced, this.#options.processes) - (hasSpinner(this.#ring) ? 1 : 0);
    this.#unannounced = 0;
    const { waitable } = this.#ring;
    if (this.#supervisor.mayLoseWakeUps) thread().core.wake(waitable);
    else if (sleepers > 0) thread().core.wakeSome(waitable, sleepers);
    if (this.#pending <= this.#options.processes) doorbell().poll();
  };

  #refill(): void {
    while (this.#inRing < MAX_CELLS_IN_RING && !this.#waiting.isEmpty) {
      if (!this.#cells.hasFree) return this.#cells.awaitRoom(this);
      const task = this.#waiting.shift();
      if (task === undefined) return;
      try {
        this.#dispatch(task);
      } catch (error) {
        this.#settle(task, () => task.request.fail(error));
      }
    }
  }

  /** The cell and the arguments of a task that runs no more. */
  #free(task: PendingTask): void {
    if (task.message !== 0) thread().core.release(task.message);
    task.message = 0;
    this.#tasks[task.cell - this.#cells.first] = undefined;
    this.#cells.put(task.cell);
    task.cell = -1;
    this.#inRing--;
    if (!this.#waiting.isEmpty) this.#refill();
  }

  #settle(task: PendingTask, tell: () => void): void {
    if (task.settled) return;
    task.settled = true;
    if (task.request.timeout !== undefined) this.#timed.delete(task);
    if (task.onAbort !== undefined) task.request.signal!.removeEventListener("abort", task.onAbort);
    if (--this.#pending === 0) keepAlive.remove();
    tell();
    if (this.#pending === 0) this.#endIfDone();
  }

  /** Ends a task that does not run yet; the state of one that does, or did. */
  #drop(task: PendingTask, reason: unknown): number {
    if (task.settled) return layout.CELL_DONE;
    if (task.cell < 0) {
      if (task.message !== 0) thread().core.release(task.message);
    } else {
      const state = thread().core.cancel(task.cell);
      if (state !== layout.CELL_QUEUED) return state;
      // Its cell comes back as cancelled.
    }
    this.#settle(task, () => task.request.fail(reason));
    return layout.CELL_QUEUED;
  }

  /** Ends one task, and what runs it, and nothing else. */
  #stop(task: PendingTask, reason: unknown): void {
    if (this.#drop(task, reason) !== layout.CELL_RUNNING) return;
    task.stopReason = { reason };
    // If it is too late, its result is on the way.
    if (!this.#supervisor.stop(task.cell)) task.stopReason = undefined;
    else if (this.#isBlocking) this.#supervisor.pollExits();
  }

  onLost(worker: WorkerHandle, exit: WorkerExit): void {
    const task = this.#tasks[exit.cell - this.#cells.first];
    if (task === undefined) return;
    bequeathMessage(task, worker.slot);
    const { request, stopReason } = task;
    this.#settle(
      task,
      () => request.fail(stopReason === undefined ? lostTask(request, worker.name, exit) : stopReason.reason),
    );
  }

  onGone({ cell, finalizerResult, killed, isProven }: WorkerExit): void {
    if (finalizerResult !== undefined) this.finalizerResults.push(finalizerResult);
    const task = cell < 0 ? undefined : this.#tasks[cell - this.#cells.first];
    if (task !== undefined && killed && !isProven) taintMessage(task);
    if (task !== undefined) this.#free(task);
    this.#endIfDone();
  }

  onUnstoppable(worker: WorkerHandle, cell: number): void {
    const task = cell < 0 ? undefined : this.#tasks[cell - this.#cells.first];
    this.#stuckError = reportUnstoppable(worker.name, task?.request.definition.name);
    if (this.#supervisor.stuck >= this.#options.processes) this.#break(this.#stuckError);
    this.#endIfDone();
  }

  onFailure(reason: Error): void {
    this.#break(reason);
  }

  /** Nothing runs any more: all that is pending, and all that comes, fails with the reason. */
  #break(reason: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
      const waiting = task;
      if (waiting.message !== 0) thread().core.release(waiting.message);
      this.#settle(waiting, () => waiting.request.fail(reason));
    }
    for (const task of this.#tasks) {
      if (task === undefined || task.settled) continue;
      thread().core.cancel(task.cell);
      this.#settle(task, () => task.request.fail(reason));
    }
    this.#supervisor.stopAll();
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#closing === undefined || this.#pending > 0 || this.#ended) return;
    this.#supervisor.dismiss();
    if (!this.#supervisor.isGone) return;
    // Cells that were cancelled and that no worker is left to hand back; dismissals that none is left to take.
    const { core } = thread();
    for (let cell = core.pop(this.#role.ring); cell >= 0; cell = core.pop(this.#role.ring)) {
      if (cell !== layout.CELL_LEAVE) this.#free(this.#tasks[cell - this.#cells.first]!);
    }
    this.#ended = true;
    this.#failure ??= new PoolClosedError("Cannot run the task as the workers have been dismissed");
    core.freeRing(this.#role.ring);
    this.#supervisor[Symbol.dispose]();
    beforeBlockingHooks.delete(this.#announce);
    corruptionListeners.delete(this.#onCorruption);
    for (const hold of this.#holds.splice(0)) core.release(hold);
    this.#siblings.delete(this);
    keepAlive.remove();
    if (this.#supervisor.stuck > 0) this.#closing.reject(this.#stuckError);
    else this.#closing.resolve();
  }

  #keep(hold: number): number {
    this.#holds.push(hold);
    return heldRecord(hold);
  }
}
