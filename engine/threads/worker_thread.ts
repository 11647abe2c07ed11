import * as layout from "../core/layout.ts";
import type { MessagePort, Worker } from "node:worker_threads";
import { sleepOnWord } from "../waiting/wait_on_word.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { type Lifeline, makeLifeline, portsOf } from "../platform/lifeline.ts";
import { memoryLimit } from "../platform/cgroup.ts";
import { isolateState } from "../platform/copies.ts";
import { mainModule } from "../platform/modules.ts";
import { builtin, heapLimit } from "../platform/runtime.ts";
import { getLogger } from "../log/logger.ts";
import type { ThreadOrder, WorkerOrder } from "./thread_order.ts";
import { OUT_OF_MEMORY, readExitReason } from "../exit/exit_reason.ts";
import { bootUrl } from "./boot_url.ts";
import { reapSlot } from "../memory/core_calls.ts";
import { reportExit } from "./remote_thread.ts";
import {
  corruptionListeners,
  type WorkerEvents,
  type WorkerExit,
  type WorkerHandle,
} from "./worker_handle.ts";

/** Milliseconds that a worker's boot may take before it is stopped anyway. */
const MAX_BOOT_MS = 5000;

/** Milliseconds that are given to a sleeping thread to wake up. */
const MAX_WAKING_MS = 10;

/** A worker thread with its slot, on the main thread, from its start until its slot has been reaped. */
export class WorkerThread implements WorkerHandle {
  readonly name: string;
  readonly pid: number;
  readonly slot: number;
  /** Whether it ends with the thread whose pool it works for. */
  readonly isPoolWorker: boolean;
  /** Whether a worker wanted it. */
  readonly isRequested: boolean;
  readonly exited: Promise<WorkerExit>;
  readonly #slot: Slot;
  readonly #worker: Worker;
  readonly #events: WorkerEvents;
  readonly #resolve: (exit: WorkerExit) => void;
  #error: Error | undefined;
  #killed = false;
  #stopped = false;
  #gone = false;
  #bootTimer: ReturnType<typeof setTimeout> | undefined;
  #exit: WorkerExit | undefined;

  /** The slot has been claimed for it. */
  constructor(slot: number, order: ThreadOrder, events: WorkerEvents) {
    const { data, control, coreModule } = thread();
    this.name = order.identity.name;
    this.pid = order.identity.pid;
    this.slot = slot;
    this.#slot = new Slot(slot);
    this.isPoolWorker = order.role.kind === "pool";
    this.isRequested = this.#slot.parent !== 0;
    this.#events = events;
    const lifeline = makeLifeline();
    const workerOrder: WorkerOrder = {
      ...order,
      memories: { data, control, coreModule },
      slot,
      lifeline: lifeline.held,
      mainModule: mainModule(),
    };
    const runtime = builtin("node:worker_threads")!;
    this.#worker = new runtime.Worker(bootUrl(), {
      workerData: workerOrder,
      transferList: portsOf(lifeline.held),
      name: this.name,
      // To copy it would take permission to read all of it: in a terminal Deno would ask.
      env: runtime.SHARE_ENV,
      // Without a limit of its own, a worker that runs out of memory takes the whole program with it.
      resourceLimits: { maxOldGenerationSizeMb: order.maxHeap ?? defaultHeap() },
    });
    if (!order.keepsProgram) this.#worker.unref();
    this.#worker.on("error", (error) => this.#error ??= error as Error);
    this.#worker.on("exit", (code) => this.onGone(code));
    const { promise, resolve } = Promise.withResolvers<WorkerExit>();
    this.exited = promise;
    this.#resolve = resolve;
    threadTable.add(this);
    for (const listener of startListeners) listener(this, workerOrder, lifeline.watched);
  }

  /** The cell that it runs now, -1 if it is idle. */
  get cell(): number {
    return this.#slot.cell;
  }

  get state(): number {
    return this.#slot.state;
  }

  /** Whether it runs its pool's initializer. */
  get isInitializing(): boolean {
    return this.state === layout.STATE_INITIALIZING;
  }

  /** Whether it is being started: it has run nothing of the user's. */
  get isBooting(): boolean {
    return this.state === layout.STATE_STARTING;
  }

  get wasKilled(): boolean {
    return this.#killed;
  }

  /** Whether it has said that it ends, or has been killed. */
  get isEnding(): boolean {
    return this.#killed || this.state === layout.STATE_FINISHED;
  }

  /** While this thread blocks, the runtime does not tell of an end. The next change of state rings the doorbell. */
  pollExit(): void {
    thread().core.watch(this.#slot.life);
    const { state } = this;
    if (state === layout.STATE_FINISHED) this.#end(this.#slot.exitCode);
    else if (state === layout.STATE_GONE) this.#end(1);
    else if (this.#killed && state !== layout.STATE_STARTING) this.#end(1);
  }

  /** Sends it a message, for an event loop to receive. */
  post(message: unknown, ports: MessagePort[] = []): void {
    this.#worker.postMessage(message, ports);
  }

  kill(cell?: number): boolean {
    if (this.#gone) return false;
    if (cell === undefined && this.isBooting) {
      // A thread that is stopped while it boots complains about it on the console, so it may finish that first. It asks then.
      this.#killed = true;
      this.#bootTimer ??= setTimeout(() => this.#stop(), MAX_BOOT_MS);
      thread().core.requestKill(this.slot, layout.KILL_ANYWAY);
      return true;
    }
    if (this.#stopped) return cell === undefined || this.cell === cell;
    this.#raiseStop();
    if (cell !== undefined && this.cell !== cell) {
      thread().core.setStop(this.slot, 0);
      return false;
    }
    this.#stop();
    return true;
  }

  #raiseStop(): void {
    thread().core.setStop(this.slot, 1);
    const slot = this.#slot;
    for (let inside = slot.sections; inside !== 0; inside = slot.sections) {
      sleepOnWord(slot.sectionsAddress, inside, 0.05);
    }
  }

  /** If it sleeps it is woken first: stopped asleep, it may complain on the console. */
  #stop(): void {
    if (this.#stopped) return;
    this.#stopped = this.#killed = true;
    this.#raiseStop();
    const { core } = thread();
    const slot = this.#slot;
    const { parked, isDozing } = slot;
    if (parked !== 0 || isDozing) {
      const end = performance.now() + MAX_WAKING_MS;
      if (parked !== 0) core.wake(parked);
      else core.ring(this.slot);
      while (slot.stop !== layout.STOP_SEEN && performance.now() < end) {
        sleepOnWord(slot.stopAddress, layout.STOP_RAISED, 0.05);
      }
    }
    this.#worker.terminate();
  }

  /** The thread is gone, as far as anybody can tell: called once the runtime says so, or its lock is free. */
  onGone(code?: number): void {
    if (this.#gone) return;
    this.#gone = true;
    clearTimeout(this.#bootTimer);
    const said = this.state === layout.STATE_FINISHED ? this.#slot.exitCode : undefined;
    this.#end(code ?? said ?? 1);
    threadTable.onThreadGone(this);
  }

  /** Cleans its slot, and tells whoever wanted it how it ended. */
  reap(): void {
    const exit = this.#exit!;
    const isReported = threadTable.hasLivingParent(this);
    const isCorrupted = !reapSlot(this.slot, { killed: this.#killed, kept: isReported });
    getLogger().debug(() => `cleaning up worker ${this.name}: it ${exit.reason}`);
    if (isReported) reportExit(this.slot, { ...exit, isCorrupted });
    this.#resolve(exit);
    // A corrupted slot stays as it is, and so does what was left half done.
    if (isCorrupted) { for (const listener of corruptionListeners) listener(this.name); }
  }

  #end(code: number): WorkerExit {
    if (this.#exit === undefined) {
      this.#exit = this.#describe(code);
      this.#events.onEnd(this.#exit);
    }
    return this.#exit;
  }

  #describe(code: number): WorkerExit {
    const { state, cell } = this;
    const killed = this.#killed;
    const { wasReady } = this.#slot;
    const exitReason = readExitReason(this.slot);
    const finalizerResult = exitReason?.kind === "finalizer" ? exitReason.result : undefined;
    const isThrown = exitReason !== undefined && exitReason.kind !== "finalizer";
    const error = isThrown ? exitReason.error : this.#error;
    const reason = killed
      ? "was terminated"
      : (error as { code?: unknown } | undefined)?.code === OUT_OF_MEMORY
      ? "ran out of memory"
      : isThrown || error !== undefined
      ? `threw outside of its task: ${error instanceof Error ? error.message : error}`
      : state === layout.STATE_GONE
      ? "died without a word, as a thread does that runs out of memory"
      : `exited with code ${code}`;
    return {
      ...{ code, killed, cell, wasReady, error, reason, finalizerResult },
      finished: state === layout.STATE_FINISHED,
      initializerThrew: exitReason?.kind === "initializer",
      isCorrupted: false,
    };
  }
}

let heap: number | undefined;

/** MiB that a thread's heap may grow to: as this one's, but no more than half of what a container grants the program. */
function defaultHeap(): number {
  return heap ??= Math.min(heapLimit(), Math.max(8, Math.floor(memoryLimit() / 2 ** 21)));
}

/** Is told of a worker that starts. */
export type StartListener = (worker: WorkerThread, order: WorkerOrder, lifeline: Lifeline) => void;

/** Called with every worker that starts, and the end of its lifeline that others watch. */
export const startListeners: Set<StartListener> = isolateState("start listeners", () => new Set());

/** All worker threads of the program, on the main thread, and who wanted them. */
class ThreadTable {
  readonly #threads = new Map<number, WorkerThread>();
  /** Those that are gone, and whose slots wait for their pools' workers to be gone too. */
  readonly #dying = new Set<WorkerThread>();
  #requested = 0;

  /** How many threads there are. */
  get size(): number {
    return this.#threads.size;
  }

  /** How many of them have not come to anything of the user's. */
  get booting(): number {
    return [...this.#threads.values()].filter((worker) => worker.isBooting).length;
  }

  /** Whether there are threads that workers wanted. */
  get hasRequested(): boolean {
    return this.#requested > 0;
  }

  /** The thread that has a slot. */
  at(slot: number): WorkerThread | undefined {
    return this.#threads.get(slot);
  }

  add(worker: WorkerThread): void {
    this.#threads.set(worker.slot, worker);
    if (worker.isRequested) this.#requested++;
  }

  /** Whether a thread was wanted by a worker that is still there to be told of its end. */
  hasLivingParent({ slot }: WorkerThread): boolean {
    const parent = this.#threads.get(parentOf(slot));
    return parent !== undefined && !this.#dying.has(parent);
  }

  /**
   * A thread is gone. The workers of its pools end with it, and its own slot is reaped after them: they use what it holds, and
   * hand back to it what they have done. Its processes go on, as nobody's children.
   */
  onThreadGone(worker: WorkerThread): void {
    this.#dying.add(worker);
    for (let slot = 1; slot < layout.SLOT_COUNT; slot++) {
      if (parentOf(slot) !== worker.slot) continue;
      const child = this.#threads.get(slot);
      const { state } = new Slot(slot);
      if (state === layout.STATE_CLAIMED || state === layout.STATE_REQUESTED) reapSlot(slot);
      else if (state === layout.STATE_ENDED) thread().core.freeSlot(slot);
      else if (child === undefined) continue;
      else if (child.isPoolWorker) child.kill();
      else new Slot(slot).parent = 0;
    }
    this.#reap(worker);
  }

  #reap(worker: WorkerThread): void {
    for (const other of this.#threads.values()) {
      if (other.isPoolWorker && parentOf(other.slot) === worker.slot) return;
    }
    const parent = this.#threads.get(parentOf(worker.slot));
    this.#dying.delete(worker);
    this.#threads.delete(worker.slot);
    if (worker.isRequested) this.#requested--;
    worker.reap();
    if (parent !== undefined && this.#dying.has(parent)) this.#reap(parent);
  }
}

function parentOf(slot: number): number {
  return new Slot(slot).parent;
}

/** The program's. */
export const threadTable: ThreadTable = isolateState("threads", () => new ThreadTable());
