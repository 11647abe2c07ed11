import { Worker } from "node:worker_threads";
import * as layout from "../../../kernels/core/layout.ts";
import { beforeBlocking } from "../../atomics/before_blocking.ts";
import { doorbell } from "../../atomics/doorbell.ts";
import { waitSync } from "../../atomics/wait_sync.ts";
import { loadWord, sleepOnWord } from "../../atomics/word.ts";
import { slotField } from "../../memory/slot.ts";
import { thread } from "../../memory/thread.ts";
import { heapLimit, mainModule } from "../../platform.ts";
import type { Farewell } from "../backend.ts";
import type { WorkerOrder } from "../../worker/worker_order.ts";
import { OUT_OF_MEMORY, readLastWords } from "../../worker/last_words.ts";
import { bootUrl } from "./boot_url.ts";
import { slots } from "./numbers.ts";

/** Milliseconds that a worker's boot may take before it is stopped anyway. */
const MOST_BOOT = 5000;

/** Milliseconds that are given to a sleeping thread to wake up. */
const MOST_WAKING = 10;

/** How a worker ended. */
export interface WorkerExit {
  readonly code: number;
  /** Ended by itself, in order. */
  readonly finished: boolean;
  /** Ended by {@linkcode WorkerThread.kill}. */
  readonly killed: boolean;
  /** Whether it got as far as running tasks. */
  readonly wasReady: boolean;
  /** Ended because its pool's initializer threw. */
  readonly initializerThrew: boolean;
  /** The cell that it ran, -1 if none. */
  readonly cell: number;
  /** What it threw outside of any task. */
  readonly error: unknown;
  /** In words, for an error message. */
  readonly reason: string;
  /** What its pool's finalizer returned, or threw. */
  readonly farewell: Farewell | undefined;
}

/** What its owner needs to know. */
export interface WorkerEvents {
  /**
   * It runs nothing any more that could have an effect on the engine. Its slot is not yet cleaned, and the thread may not be
   * gone yet.
   */
  onEnd(exit: WorkerExit): void;
}

/** A worker thread with its slot, from its start until its slot has been reaped. */
export class WorkerThread {
  readonly name: string;
  readonly slot: number;
  /** Resolves once its slot has been reaped. */
  readonly exited: Promise<WorkerExit>;
  readonly #worker: Worker;
  readonly #events: WorkerEvents;
  #error: Error | undefined;
  #killed = false;
  #gone = false;
  #exit: WorkerExit | undefined;

  /** `role` may be made when the slot is known, so that the slot can be given holds. */
  constructor(
    name: string,
    role: WorkerOrder["role"] | ((slot: number) => WorkerOrder["role"]),
    events: WorkerEvents,
    options: { maxHeap?: number | undefined } = {},
  ) {
    const { core, data, control, coreModule } = thread();
    this.name = name;
    this.#events = events;
    this.slot = slots.take();
    core.openSlot(this.slot, 0);
    let order: WorkerOrder;
    try {
      order = {
        memories: { data, control, coreModule },
        slot: this.slot,
        name,
        lock: `multicore ${crypto.randomUUID()}`,
        mainModule: mainModule(),
        role: typeof role === "function" ? role(this.slot) : role,
      };
      this.#worker = new Worker(bootUrl(), {
        workerData: order,
        name,
        // Without a limit of its own, a worker that runs out of memory takes the whole program with it.
        resourceLimits: { maxOldGenerationSizeMb: options.maxHeap ?? heapLimit() },
      });
    } catch (error) {
      this.#reap();
      throw error;
    }
    this.#worker.unref();
    this.#worker.on("error", (error) => this.#error ??= error as Error);
    this.exited = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        this.#gone = true;
        beforeBlocking.delete(this.#settleKill);
        const exit = this.#end(code);
        this.#reap();
        resolve(exit);
      });
    });
    for (const listener of startListeners) listener(this, order);
  }

  /** The runtime's number for the thread. */
  get threadId(): number {
    return this.#worker.threadId;
  }

  /** The cell that it runs now, -1 if it is idle. */
  get cell(): number {
    return loadWord(slotField(this.slot, layout.SLOT_CELL)) - 1;
  }

  get state(): number {
    return loadWord(slotField(this.slot, layout.SLOT_STATE));
  }

  /** Whether it runs its pool's initializer. */
  get isInitializing(): boolean {
    return this.state === layout.STATE_INITIALIZING;
  }

  /** Tells its owner if it has ended: while this thread blocks, the runtime does not. Its next change of state rings the doorbell. */
  noticeEnd(): void {
    thread().core.watch(slotField(this.slot, layout.SLOT_LIFE));
    const { state } = this;
    if (state === layout.STATE_FINISHED) this.#end(loadWord(slotField(this.slot, layout.SLOT_EXIT_CODE)));
    else if (state === layout.STATE_GONE) this.#end(1);
    else if (this.#killed && state !== layout.STATE_STARTING) this.#end(1);
  }

  /** Sends it a message, for an event loop to receive. */
  post(message: unknown): void {
    this.#worker.postMessage(message);
  }

  /** Keeps the program running while the worker lives. */
  ref(): void {
    this.#worker.ref();
  }

  /** Lets the program end although the worker lives. */
  unref(): void {
    this.#worker.unref();
  }

  /**
   * Stops the thread, wherever it is, but never inside a section. With `cell`, only if it still runs that cell: false,
   * and nothing is done, if it went on to something else.
   */
  kill(cell?: number): boolean {
    if (this.#killed) return cell === undefined || this.cell === cell;
    this.#raiseStop();
    if (cell !== undefined && this.cell !== cell) {
      thread().core.setStop(this.slot, 0);
      return false;
    }
    this.#killed = true;
    if (this.#isBooting()) this.#terminateLater();
    else this.#terminate();
    return true;
  }

  #raiseStop(): void {
    thread().core.setStop(this.slot, 1);
    const sections = slotField(this.slot, layout.SLOT_SECTIONS);
    for (let inside = loadWord(sections); inside !== 0; inside = loadWord(sections)) {
      sleepOnWord(sections, inside, 0.05);
    }
  }

  /** Stops the thread, whose stop word is raised. If it sleeps it is woken first: stopped asleep, it may complain on the console. */
  #terminate(): void {
    const parked = loadWord(slotField(this.slot, layout.SLOT_PARKED));
    if (parked !== 0) {
      const stop = slotField(this.slot, layout.SLOT_STOP);
      const end = performance.now() + MOST_WAKING;
      thread().core.wake(parked);
      while (loadWord(stop) !== layout.STOP_SEEN && performance.now() < end) {
        sleepOnWord(stop, layout.STOP_RAISED, 0.05);
      }
    }
    this.#worker.terminate();
  }

  #isBooting(): boolean {
    return this.state === layout.STATE_STARTING;
  }

  /** A thread that is stopped while it boots complains about it on the console, so it may finish that first. */
  #terminateLater(): void {
    thread().core.setStop(this.slot, 0);
    beforeBlocking.add(this.#settleKill);
    doorbell().wait(slotField(this.slot, layout.SLOT_LIFE), 0, this.#booted, { timeout: MOST_BOOT })
      .then(this.#settleKill);
  }

  readonly #booted = (): number => this.#isBooting() && !this.#gone ? layout.BLOCKED : 0;

  /** Stops a thread that was to be stopped after its boot; blocks until then. */
  readonly #settleKill = (): void => {
    if (!beforeBlocking.delete(this.#settleKill) || this.#gone) return;
    waitSync(slotField(this.slot, layout.SLOT_LIFE), this.#booted, MOST_BOOT);
    this.#raiseStop();
    this.#terminate();
  };

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
    const wasReady = loadWord(slotField(this.slot, layout.SLOT_WAS_READY)) !== 0;
    const lastWords = readLastWords(this.slot);
    const farewell = lastWords?.kind === "farewell" ? lastWords.farewell : undefined;
    const isThrown = lastWords !== undefined && lastWords.kind !== "farewell";
    const error = isThrown ? lastWords.error : this.#error;
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
      ...{ code, killed, cell, wasReady, error, reason, farewell },
      finished: state === layout.STATE_FINISHED,
      initializerThrew: lastWords?.kind === "initializer",
    };
  }

  #reap(): void {
    const { core } = thread();
    let result: number;
    do result = core.reap(this.slot, this.#killed ? 1 : 0); while (result === layout.MORE);
    if (result === layout.TORN) {
      // Its slot stays as it is, and so does what it left half done.
      for (const listener of tornListeners) listener(this.name);
      return;
    }
    // A killed thread may run on for some time: the stop word of its slot keeps it out of the engine.
    if (this.#killed) slots.putLast(this.slot);
    else slots.put(this.slot);
  }
}

/** Called with a worker's name if it died inside a section: nothing in the shared memory can be trusted any more. */
export const tornListeners: Set<(worker: string) => void> = new Set();

/** Called with every worker that starts. */
export const startListeners: Set<(worker: WorkerThread, order: WorkerOrder) => void> = new Set();
