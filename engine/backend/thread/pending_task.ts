import type { TaskRequest } from "../backend.ts";
import { Cell } from "../../memory/cell.ts";
import { heldRecord, recordGeneration } from "../../memory/records.ts";
import { thread } from "../../memory/thread.ts";
import type { FunctionDefinition } from "../../task/definition.ts";
import { writePackedPayload, writePayload } from "../../task/payload.ts";
import { cells } from "./cells.ts";

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
  /** When to look whether all workers still run their initializer, by `performance.now()`; Infinity if they have none. */
  initBy: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  onAbort: (() => void) | undefined;
}

/** A task that has just been submitted. */
export function newTask(request: TaskRequest): PendingTask {
  return {
    request,
    cell: -1,
    message: 0,
    settled: false,
    stopReason: undefined,
    startedAt: 0,
    initBy: Infinity,
    timer: undefined,
    onAbort: undefined,
  };
}

/**
 * Writes a task into the cell that it was given.
 *
 * @throws {TransferError} If its arguments cannot be sent.
 */
export function writeTask(number: number, task: PendingTask): void {
  const cell = new Cell(number);
  const { kind, values, nameOf = "args", definition, timeout } = task.request;
  if (task.message === 0) task.message = writePayload(cell, values, nameOf);
  else writePackedPayload(cell);
  cell.kind = kind;
  const { record, generation } = definition as FunctionDefinition;
  cell.setFunction(record, generation);
  if (task.message !== 0) cell.message = heldRecord(task.message);
  if (timeout !== undefined) cell.isTimed = true;
}

/**
 * The worker of a task is dying. Of the message itself it has taken a copy if it has read it: then the message is free at once, and
 * what it holds once the worker is gone.
 */
export function bequeathMessage(task: PendingTask, slot: number): void {
  if (task.message === 0 || !new Cell(task.cell).isRead) return;
  if (thread().core.bequeath(task.message, slot) === 0) task.message = 0;
}

/** The worker of a task was killed, and there is no proof that it is dead: what the task could write is not used again. */
export function taintMessage({ message }: PendingTask): void {
  if (message === 0) return;
  const record = heldRecord(message);
  thread().core.taint(record, recordGeneration(record));
}

/** Tasks with a timeout. The clock of each starts when it does, which its worker says in its cell. */
export class TimedTasks {
  readonly #tasks = new Set<PendingTask>();
  readonly #onTimeout: (task: PendingTask) => void;
  readonly #areInitializing: () => boolean;

  /** `areInitializing` says whether all workers run their initializer. */
  constructor(onTimeout: (task: PendingTask) => void, areInitializing: () => boolean) {
    this.#onTimeout = onTimeout;
    this.#areInitializing = areInitializing;
  }

  /** Adds a task; it may have to wait for an initializer. */
  add(task: PendingTask, mayWait: boolean): void {
    if (this.#tasks.size === 0) cells().watch(this);
    this.#tasks.add(task);
    if (mayWait) this.#await(task);
  }

  #await(task: PendingTask): void {
    const timeout = task.request.timeout!;
    task.initBy = performance.now() + timeout;
    task.timer = setTimeout(() => this.#late(task), timeout);
  }

  /** The task's time is over. */
  #late(task: PendingTask): void {
    if (task.startedAt !== 0 || this.#areInitializing()) return this.#onTimeout(task);
    clearTimeout(task.timer);
    if (new Cell(task.cell).hasStarted) this.onDrained();
    else this.#await(task);
  }

  delete(task: PendingTask): void {
    clearTimeout(task.timer);
    if (this.#tasks.delete(task) && this.#tasks.size === 0) cells().unwatch(this);
  }

  /** Starts the clocks of tasks that have started meanwhile. */
  onDrained(): void {
    for (const task of this.#tasks) {
      if (task.startedAt !== 0 || task.cell < 0) continue;
      if (!new Cell(task.cell).hasStarted) continue;
      clearTimeout(task.timer);
      task.startedAt = performance.now();
      task.timer = setTimeout(() => this.#onTimeout(task), task.request.timeout!);
    }
  }

  /** When the next task is out of time, by `performance.now()`. */
  get nextDeadline(): number {
    let next = Infinity;
    for (const task of this.#tasks) next = Math.min(next, deadlineOf(task));
    return next;
  }

  /** Does what timers do, which wait for an event loop. */
  expire(): void {
    const now = performance.now();
    for (const task of this.#tasks) if (deadlineOf(task) <= now) this.#late(task);
  }
}

function deadlineOf(task: PendingTask): number {
  return task.startedAt === 0 ? task.initBy : task.startedAt + task.request.timeout!;
}
