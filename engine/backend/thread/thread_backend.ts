import * as layout from "../../../kernels/core/layout.ts";
import { decode } from "../../codec/decode.ts";
import { packMessage } from "../../codec/message.ts";
import { beforeBlocking } from "../../atomics/before_blocking.ts";
import { doorbell } from "../../atomics/doorbell.ts";
import { keepAlive } from "../../atomics/keep_alive.ts";
import { loadWord } from "../../atomics/word.ts";
import { OutOfMemoryError } from "../../errors/out_of_memory_error.ts";
import { ProcessError } from "../../errors/process_error.ts";
import { TimeoutError } from "../../errors/timeout_error.ts";
import { WorkerLostError } from "../../errors/worker_lost_error.ts";
import { heldRecord, recordGeneration } from "../../memory/hold.ts";
import { ringStart } from "../../memory/ring.ts";
import { thread } from "../../memory/thread.ts";
import { beforeProgramEnds, cpuCount } from "../../platform.ts";
import { cellField, takeResult, writePackedPayload, writePayload } from "../../task/payload.ts";
import type { InitializerFailure, PoolRole } from "../../worker/worker_order.ts";
import type { Backend, BackendOptions, TaskRequest } from "../backend.ts";
import { type CellOwner, cells } from "./cells.ts";
import { rings } from "./numbers.ts";
import { TaskQueue } from "./task_queue.ts";
import { tornListeners, type WorkerExit, WorkerThread } from "./worker_thread.ts";

/** A submitted task, until it is settled. */
export interface PendingTask {
  readonly request: TaskRequest;
  /** Number of its cell, -1 while it waits for one. */
  cell: number;
  /** Hold of the message with its arguments, 0 if they need none. */
  message: number;
  settled: boolean;
  /** Why its worker is being killed. */
  stopReason: { readonly reason: unknown } | undefined;
  startedAt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  onAbort: (() => void) | undefined;
}

/** Cells of one pool that may be in its ring at once: others need some too. */
const MOST_CELLS = 1024;
/** Tasks that are put into the ring before sleeping workers are told. */
const MOST_UNANNOUNCED = 32;
/** Looks at an empty ring before a worker sleeps, where there is a core to spare. */
const SPINS = 2000;
/** Workers in a row that may die before they are ready. */
const MOST_STILLBORN = 3;
/** Milliseconds during which a wake-up may go to a thread that was killed. */
const DYING = 2000;

/** Runs tasks in worker threads that pull them from a ring in the shared memory. */
export class ThreadBackend implements Backend, CellOwner {
  readonly #options: BackendOptions;
  readonly #role: PoolRole;
  readonly #tasks: (PendingTask | undefined)[] = [];
  readonly #waiting = new TaskQueue();
  readonly #timed = new Set<PendingTask>();
  readonly #workers = new Set<WorkerThread>();
  readonly #holds: number[] = [];
  #inRing = 0;
  #unannounced = 0;
  #pending = 0;
  #serial = 0;
  #stillborn = 0;
  #dismissed = 0;
  #starting = false;
  #ended = false;
  #lastKill = -Infinity;
  #failure: Error | undefined;
  #closing: { promise: Promise<void>; resolve: () => void } | undefined;
  readonly #startWorkers = () => this.#start(Infinity);
  readonly #onTorn = (worker: string) =>
    this.#break(
      new ProcessError(`Cannot go on as worker "${worker}" died inside the engine: start the program anew`),
    );

  constructor(options: BackendOptions) {
    this.#options = options;
    const { core } = thread();
    const ring = rings.take();
    core.openRing(ring, layout.RING_CAPACITY);
    this.#role = {
      kind: "pool",
      ring,
      spins: options.processes < cpuCount() ? SPINS : 0,
      maxTasks: options.maxTasksPerChild,
      initializer: options.initializer && {
        definition: options.initializer.definition.record,
        values: this.#keep(packMessage(options.initializer.values)),
      },
    };
    beforeBlocking.add(this.#startWorkers);
    beforeBlocking.add(this.#announce);
    tornListeners.add(this.#onTorn);
    if (openBackends.size === 0) beforeProgramEnds(closeOpenBackends);
    openBackends.add(this);
  }

  get processes(): number {
    return this.#options.processes;
  }

  get pending(): number {
    return this.#pending;
  }

  /** The workers that are alive. */
  get workers(): ReadonlySet<WorkerThread> {
    return this.#workers;
  }

  submit(request: TaskRequest): (reason: unknown) => void {
    if (this.#failure !== undefined) throw this.#failure;
    const { signal } = request;
    if (signal?.aborted) {
      request.fail(signal.reason);
      return () => {};
    }
    const task: PendingTask = {
      request,
      cell: -1,
      message: 0,
      settled: false,
      stopReason: undefined,
      startedAt: 0,
      timer: undefined,
      onAbort: undefined,
    };
    if (this.#waiting.isEmpty && this.#inRing < MOST_CELLS && this.#dispatch(task)) {
      // It is on its way.
    } else {
      // The caller may change what it passed before there is a cell for it.
      if (!request.values.every(isImmutable)) task.message = packMessage(request.values);
      this.#waiting.push(task);
    }
    if (signal !== undefined) {
      task.onAbort = () => this.#stop(task, signal.reason);
      signal.addEventListener("abort", task.onAbort);
    }
    if (this.#pending++ === 0) keepAlive.add();
    if (this.#workers.size < this.#options.processes) this.#startSoon();
    return (reason) => this.#drop(task, reason);
  }

  serveUntil(done: () => boolean, timeout: number): boolean {
    const end = performance.now() + timeout;
    this.#announce();
    while (true) {
      const now = performance.now();
      const deadline = this.#nextDeadline();
      if (doorbell().serveUntil(done, Math.max(0, Math.min(end, deadline) - now))) return true;
      if (performance.now() >= end) return false;
      for (const task of this.#timed) if (this.#deadline(task) <= performance.now()) this.#timeOut(task);
    }
  }

  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = Promise.withResolvers<void>();
      keepAlive.add();
      this.#endIfDone();
    }
    return this.#closing.promise;
  }

  terminate(reason: Error): Promise<void> {
    this.#break(reason);
    return this.close();
  }

  onReturn(cell: number, cancelled: boolean): void {
    const task = this.#tasks[cell]!;
    const { words } = thread();
    if (cancelled || task.settled) {
      if (!cancelled) takeResult(cell);
      return this.#free(task);
    }
    const outcome = words[cellField(cell, layout.CELL_OUTCOME) >> 2];
    const elapsed = words[cellField(cell, layout.CELL_ELAPSED) >> 2]! / 1000;
    let values: unknown[];
    try {
      values = takeResult(cell);
    } catch (error) {
      this.#free(task);
      return this.#settle(task, () => task.request.fail(error));
    }
    this.#free(task);
    this.#settle(task, () => {
      if (outcome === 0) task.request.succeed(values, elapsed);
      else task.request.fail(outcome === 1 ? values[0] : noRoomForResult(task));
    });
  }

  /** Looks for timed tasks that have started meanwhile. */
  onDrained(): void {
    for (const task of this.#timed) {
      if (task.startedAt !== 0 || task.cell < 0) continue;
      if (loadWord(cellField(task.cell, layout.CELL_TIMED)) !== 2) continue;
      task.startedAt = performance.now();
      task.timer = setTimeout(() => this.#timeOut(task), task.request.timeout!);
    }
  }

  /** Gives the task a cell and puts that into the ring; false if there is no cell. */
  #dispatch(task: PendingTask): boolean {
    const cell = cells.take(this);
    if (cell < 0) return false;
    const { core, words } = thread();
    const { request } = task;
    try {
      if (task.message === 0) task.message = writePayload(cell, request.values);
      else writePackedPayload(cell);
    } catch (error) {
      cells.put(cell);
      throw error;
    }
    words[cellField(cell, layout.CELL_KIND) >> 2] = request.kind;
    words[cellField(cell, layout.CELL_FUNCTION) >> 2] = request.definition.record;
    words[cellField(cell, layout.CELL_FUNCTION_GENERATION) >> 2] = request.definition.generation;
    if (task.message !== 0) words[cellField(cell, layout.CELL_MESSAGE) >> 2] = heldRecord(task.message);
    if (request.timeout !== undefined) {
      words[cellField(cell, layout.CELL_TIMED) >> 2] = 1;
      if (this.#timed.size === 0) cells.watch(this);
      this.#timed.add(task);
    }
    task.cell = cell;
    this.#tasks[cell] = task;
    this.#inRing++;
    core.submit(this.#role.ring, cell);
    // A wake-up costs more than all the rest, so tasks that are submitted in one go share it.
    if (++this.#unannounced === MOST_UNANNOUNCED) this.#announce();
    else if (this.#unannounced === 1) queueMicrotask(this.#announce);
    return true;
  }

  /** Wakes workers for what was put into the ring. */
  readonly #announce = (): void => {
    if (this.#unannounced === 0) return;
    const sleepers = Math.min(this.#unannounced, this.#options.processes);
    this.#unannounced = 0;
    const waitable = ringStart(this.#role.ring);
    // A thread that was killed a moment ago may swallow a wake-up that was meant for one sleeper.
    const isSafe = performance.now() - this.#lastKill > DYING;
    if (isSafe) thread().core.wakeSome(waitable, sleepers);
    else thread().core.wake(waitable);
  };

  #refill(): void {
    while (this.#inRing < MOST_CELLS) {
      const task = this.#waiting.peek();
      if (task === undefined) return;
      try {
        if (!this.#dispatch(task)) return;
      } catch (error) {
        this.#settle(task, () => task.request.fail(error));
      }
      if (!task.settled) this.#waiting.shift();
    }
  }

  /** The cell and the arguments of a task that runs no more. */
  #free(task: PendingTask): void {
    if (task.message !== 0) thread().core.release(task.message);
    task.message = 0;
    this.#tasks[task.cell] = undefined;
    cells.put(task.cell);
    task.cell = -1;
    this.#inRing--;
    if (!this.#waiting.isEmpty) this.#refill();
  }

  #settle(task: PendingTask, tell: () => void): void {
    if (task.settled) return;
    task.settled = true;
    clearTimeout(task.timer);
    if (this.#timed.delete(task) && this.#timed.size === 0) cells.unwatch(this);
    if (task.onAbort !== undefined) task.request.signal!.removeEventListener("abort", task.onAbort);
    if (--this.#pending === 0) keepAlive.remove();
    tell();
    if (this.#pending === 0) this.#endIfDone();
  }

  #deadline(task: PendingTask): number {
    return task.startedAt === 0 ? Infinity : task.startedAt + task.request.timeout!;
  }

  #nextDeadline(): number {
    let next = Infinity;
    for (const task of this.#timed) next = Math.min(next, this.#deadline(task));
    return next;
  }

  #timeOut(task: PendingTask): void {
    const { definition, timeout } = task.request;
    this.#stop(
      task,
      new TimeoutError(`Stopped task "${definition.name}" as it ran longer than its timeout: ${timeout} ms`),
    );
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
    const worker = this.#runnerOf(task.cell);
    task.stopReason = { reason };
    // If it is too late, its result is on the way.
    if (worker === undefined || !worker.kill(task.cell)) task.stopReason = undefined;
  }

  #runnerOf(cell: number): WorkerThread | undefined {
    // Between taking a cell and naming it in its slot a worker is inside a section, which is short.
    const state = cellField(cell, layout.CELL_STATE);
    while (loadWord(state) === layout.CELL_RUNNING) {
      for (const worker of this.#workers) if (worker.cell === cell) return worker;
    }
    return undefined;
  }

  #startSoon(): void {
    if (this.#starting || this.#wanted() <= this.#workers.size) return;
    this.#starting = true;
    setTimeout(() => {
      this.#starting = false;
      this.#start(1);
      this.#startSoon();
    }, 0);
  }

  #wanted(): number {
    return this.#failure === undefined ? Math.min(this.#options.processes, this.#pending) : 0;
  }

  #start(most: number): void {
    for (let count = 0; count < most && this.#workers.size < this.#wanted(); count++) {
      const worker: WorkerThread = new WorkerThread(`${this.#options.name}-${++this.#serial}`, this.#role, {
        onExit: (exit) => this.#onExit(worker, exit),
        onMessage: (message) => this.#onMessage(message as InitializerFailure),
      }, { maxHeap: this.#options.maxHeap });
      this.#workers.add(worker);
    }
  }

  #onMessage({ initializerFailed }: InitializerFailure): void {
    const cause = decode(initializerFailed, "adopt");
    const message = `Cannot run tasks as the initializer threw: ${
      cause instanceof Error ? cause.message : cause
    }`;
    this.#break(new ProcessError(message, { cause }));
  }

  #onExit(worker: WorkerThread, exit: WorkerExit): void {
    this.#workers.delete(worker);
    if (this.#dismissed > this.#workers.size) this.#dismissed = this.#workers.size;
    this.#lastKill = performance.now();
    if (exit.cell >= 0) this.#loseTask(worker, exit);
    this.#stillborn = exit.stillborn && !exit.killed ? this.#stillborn + 1 : 0;
    if (this.#stillborn >= MOST_STILLBORN) {
      this.#break(
        new ProcessError(`Cannot start workers: "${worker.name}" ${exit.reason} before it was ready`, {
          cause: exit.error,
        }),
      );
    }
    this.#startSoon();
    this.#endIfDone();
  }

  #loseTask(worker: WorkerThread, exit: WorkerExit): void {
    const task = this.#tasks[exit.cell];
    if (task === undefined) return;
    const { definition } = task.request;
    const { core } = thread();
    if (exit.killed && task.message !== 0) {
      const record = heldRecord(task.message);
      core.taint(record, recordGeneration(record));
    }
    this.#free(task);
    if (task.stopReason !== undefined) {
      return this.#settle(task, () => task.request.fail(task.stopReason!.reason));
    }
    const message = `Lost task "${definition.name}": worker "${worker.name}" ${exit.reason}`;
    const details = { worker: worker.name, task: definition.name, reason: exit.reason };
    this.#settle(task, () => task.request.fail(new WorkerLostError(message, details, { cause: exit.error })));
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
    for (const worker of this.#workers) {
      const { cell } = worker;
      if (cell >= 0) worker.kill(cell);
    }
    this.#dismiss();
    this.#endIfDone();
  }

  /** Has every worker end as soon as it is idle. A thread that ends by itself does so without a trace. */
  #dismiss(): void {
    const { core } = thread();
    while (this.#dismissed < this.#workers.size) {
      this.#dismissed++;
      core.push(this.#role.ring, layout.CELL_LEAVE);
      core.wake(ringStart(this.#role.ring));
    }
  }

  #endIfDone(): void {
    if (this.#closing === undefined || this.#pending > 0 || this.#ended) return;
    this.#dismiss();
    if (this.#workers.size > 0) return;
    // Cells that were cancelled and that no worker is left to hand back.
    const { core } = thread();
    for (let cell = core.pop(this.#role.ring); cell >= 0; cell = core.pop(this.#role.ring)) {
      this.#free(this.#tasks[cell]!);
    }
    this.#ended = true;
    rings.put(this.#role.ring);
    beforeBlocking.delete(this.#startWorkers);
    beforeBlocking.delete(this.#announce);
    tornListeners.delete(this.#onTorn);
    for (const hold of this.#holds.splice(0)) core.release(hold);
    openBackends.delete(this);
    keepAlive.remove();
    this.#closing.resolve();
  }

  #keep(hold: number): number {
    this.#holds.push(hold);
    return heldRecord(hold);
  }
}

const openBackends = new Set<ThreadBackend>();

/** Lets the workers of forgotten pools end by themselves: the runtime stops threads with a complaint on the console. */
function closeOpenBackends(): void {
  for (const backend of openBackends) backend.close();
}

function isImmutable(value: unknown): boolean {
  return value === null ||
    (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}

function noRoomForResult(task: PendingTask): Error {
  return new OutOfMemoryError(
    `Cannot send back what task "${task.request.definition.name}" returned: no shared memory is left`,
  );
}
