import * as layout from "../core/layout.ts";
import type { MessagePort, Worker } from "node:worker_threads";
import { threadSettings } from "../options/thread_settings.ts";
import { keepAlive } from "../waiting/keep_alive.ts";
import { sleepOnWord } from "../waiting/wait_on_word.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { makeLifeline, provesDeath, type WatchedLifeline, watchLifeline } from "../platform/lifeline.ts";
import { memoryLimit } from "../platform/cgroup.ts";
import { isolateState } from "../platform/copies.ts";
import { mainModule } from "../platform/modules.ts";
import { builtin, heapLimit, keepLoopsInterruptible, leaveThreadsAtExit } from "../platform/runtime.ts";
import { getLogger } from "../log/logger.ts";
import type { ThreadOrder, WorkerOrder } from "./thread_order.ts";
import { OUT_OF_MEMORY, readExitReason } from "../exit/exit_reason.ts";
import { awaitEnding, type Ending, forgetEnding } from "./slow_endings.ts";
import { bootUrl } from "./boot_url.ts";
import { reapSlot } from "../memory/core_calls.ts";
import { type TableThread, threadTable } from "./thread_table.ts";
import { isBlocking } from "../waiting/blocking.ts";
import { reportExit } from "./remote_thread.ts";
import {
  corruptionListeners,
  type WorkerEvents,
  type WorkerExit,
  type WorkerHandle,
} from "./worker_handle.ts";

let isPrepared = false;

/** What the runtime must be told before it starts the first thread. */
function prepareRuntime(): void {
  if (isPrepared) return;
  isPrepared = true;
  if (threadSettings.changesV8Flags) keepLoopsInterruptible();
  leaveThreadsAtExit(() => threadTable.hasBusy);
}

/** Milliseconds that a worker's boot may take before it is stopped anyway. */
const MAX_BOOT_MS = 5000;

/** Milliseconds that are given to a sleeping thread to wake up. */
const MAX_WAKING_MS = 10;

/** A worker thread with its slot, on the main thread, from its start until its slot has been reaped. */
export class WorkerThread implements WorkerHandle, TableThread {
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
  /** Whether the program waits for its end. */
  readonly #keepsProgram: boolean;
  readonly #events: WorkerEvents;
  readonly #resolve: (exit: WorkerExit) => void;
  #error: Error | undefined;
  #killed = false;
  #stopped = false;
  /** Whether the runtime has reported its end: that is no proof that the thread has stopped. */
  #hasExited = false;
  /** Whether its lifeline has ended. */
  #isProven = false;
  #gone = false;
  #reaped = false;
  #bootTimer: ReturnType<typeof setTimeout> | undefined;
  #exit: WorkerExit | undefined;
  readonly #ending: Ending = {
    onSlow: () => this.#tellEnding(layout.ENDING_SLOWLY),
    onNever: () => {
      this.#tellEnding(layout.ENDING_NEVER);
      this.#letProgramEnd();
      // Node has the program wait for a thread that it is to stop.
      this.#worker.unref();
      this.#events.onUnstoppable();
    },
  };
  #isHeld = false;

  /** The slot has been claimed for it. */
  constructor(slot: number, order: ThreadOrder, events: WorkerEvents) {
    const { data, control, coreModule } = thread();
    this.name = order.identity.name;
    this.pid = order.identity.pid;
    this.slot = slot;
    this.#slot = new Slot(slot);
    this.isPoolWorker = order.role.kind === "pool";
    this.#keepsProgram = order.keepsProgram;
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
    prepareRuntime();
    const runtime = builtin("node:worker_threads")!;
    this.#worker = new runtime.Worker(bootUrl(), {
      workerData: workerOrder,
      transferList: [...lifeline.held.ports],
      name: this.name,
      // To copy it would take permission to read all of it: in a terminal Deno would ask.
      env: runtime.SHARE_ENV,
      // Without a limit of its own, a worker that runs out of memory takes the whole program with it.
      resourceLimits: { maxOldGenerationSizeMb: order.maxHeap ?? defaultHeap() },
    });
    if (!order.keepsProgram) this.#worker.unref();
    watchLifeline(lifeline.watched.here, () => this.onProof());
    this.#worker.on("error", (error) => this.#error ??= error as Error);
    this.#worker.on("exit", (code) => {
      this.#hasExited = true;
      this.#end(code);
      this.#advance();
    });
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

  get isGone(): boolean {
    return this.#reaped;
  }

  get isIdle(): boolean {
    return this.isPoolWorker && this.state === layout.STATE_READY && this.cell < 0;
  }

  /** Whether it is gone, but for its slot. */
  get awaitsReaping(): boolean {
    return this.#gone && !this.#reaped;
  }

  /** Whether its death is proven, while the runtime has not told yet how it ended. */
  get isUntold(): boolean {
    return this.#isProven && this.#exit === undefined;
  }

  /** Whether it has said that it ends, or has been killed. */
  get isEnding(): boolean {
    return this.#killed || this.state === layout.STATE_FINISHED;
  }

  /** While this thread blocks, the runtime does not tell of an end. The next change of state rings the doorbell. */
  pollExit(): void {
    thread().core.watch(this.#slot.life);
    const { state } = this;
    if (state === layout.STATE_FINISHED || state === layout.STATE_GONE) this.#end();
  }

  /** Sends it a message, for an event loop to receive. */
  post(message: unknown, ports: MessagePort[] = []): void {
    this.#worker.postMessage(message, ports);
  }

  kill(cell?: number): boolean {
    if (this.#exit !== undefined) return false;
    if (cell === undefined && this.isBooting) {
      // A thread that is stopped while it boots complains about it on the console, so it may finish that first. It asks then.
      this.#killed = true;
      this.#bootTimer ??= setTimeout(() => this.#stop(), MAX_BOOT_MS);
      thread().core.requestKill(this.slot, layout.KILL_ANYWAY);
      return true;
    }
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

  /**
   * If it sleeps it is woken first: stopped asleep, it may complain on the console. It can do nothing to the engine any more then, so
   * that is its end for all who wait for what it does.
   */
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
    core.setStop(this.slot, layout.STOP_FINAL);
    this.#worker.terminate();
    this.#end();
    this.#advance();
  }

  /** Its lifeline has ended: the thread is dead. */
  onProof(): void {
    this.#isProven = true;
    this.#advance();
  }

  /** Lets it be gone once its end has been told and its death is proven. */
  #advance(): void {
    const isOver = this.#isProven || (this.#hasExited && !provesDeath());
    if (!isOver || this.#gone) return;
    if (this.#exit === undefined) {
      // The runtime is about to tell with which code and error, unless this thread blocks.
      if (!isBlocking()) return;
      this.#end();
    }
    this.#gone = true;
    threadTable.onGone(this);
    this.#letProgramEnd();
  }

  #letProgramEnd(): void {
    if (this.#isHeld) keepAlive.remove();
    this.#isHeld = false;
  }

  #tellEnding(ending: number): void {
    thread().core.tellEnding(this.slot, ending, 0);
    if (ending === layout.ENDING_SLOWLY) getLogger().info(() => `worker ${this.name} is stopping`);
  }

  /** Cleans its slot, and has whoever wanted it see that it is gone. */
  reap(): void {
    const exit = this.#exit!;
    const isProven = this.#isProven;
    const isReported = threadTable.hasLivingParent(this);
    const isCorrupted = !reapSlot(this.slot, { mayWrite: this.#killed && !isProven, kept: isReported });
    getLogger().debug(() => `cleaning up worker ${this.name}: it ${exit.reason}`);
    this.#reaped = true;
    const gone = { ...exit, isCorrupted, isProven };
    forgetEnding(this.#ending);
    this.#resolve(gone);
    this.#events.onGone?.(gone);
    // A corrupted slot stays as it is, and so does what was left half done.
    if (isCorrupted) { for (const listener of corruptionListeners) listener(this.name); }
  }

  /** Tells, once, that it has ended: with the runtime's exit code or, if there is none yet, with what it has said itself. */
  #end(code?: number): void {
    if (this.#exit !== undefined) return;
    clearTimeout(this.#bootTimer);
    const said = this.state === layout.STATE_FINISHED ? this.#slot.exitCode : 1;
    const exit = this.#exit = this.#describe(code ?? said);
    // The runtime waits for its own report alone.
    this.#isHeld = this.#keepsProgram;
    if (this.#isHeld) keepAlive.add();
    awaitEnding(this.#ending);
    if (threadTable.hasLivingParent(this)) reportExit(this.slot, exit);
    else thread().core.tellEnding(this.slot, layout.ENDING_TOLD, 0);
    this.#events.onEnd(exit);
    threadTable.onEnd(this);
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
      ...{ isCorrupted: false, isProven: false },
    };
  }
}

let heap: number | undefined;

/** MiB that a thread's heap may grow to: as this one's, but no more than half of what a container grants the program. */
function defaultHeap(): number {
  return heap ??= Math.min(heapLimit(), Math.max(8, Math.floor(memoryLimit() / 2 ** 21)));
}

/** Is told of a worker that starts. */
export type StartListener = (worker: WorkerThread, order: WorkerOrder, lifeline: WatchedLifeline) => void;

/** Called with every worker that starts, and the other ends of its lifeline. */
export const startListeners: Set<StartListener> = isolateState("start listeners", () => new Set());
