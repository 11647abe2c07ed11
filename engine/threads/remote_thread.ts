import * as layout from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { packMessage, unpackMessage } from "../codec/message.ts";
import { transferHold } from "../memory/handle.ts";
import { heldRecord } from "../memory/records.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { sendableError } from "../exit/exit_reason.ts";
import type { ThreadOrder } from "./thread_order.ts";
import {
  corruptionListeners,
  type WorkerEvents,
  type WorkerExit,
  type WorkerHandle,
} from "./worker_handle.ts";

/**
 * A worker thread that a worker wanted: the main thread starts it, stops it and reports its end, since a thread that a worker started
 * would die with it. All of that is said in the slot of the thread. The protocol is in `engine/threads/README.md`.
 */
export class RemoteThread implements WorkerHandle {
  readonly name: string;
  readonly pid: number;
  readonly slot: number;
  readonly exited: Promise<WorkerExit>;
  readonly #slot: Slot;
  readonly #events: WorkerEvents;
  readonly #resolve: (exit: WorkerExit) => void;
  #exit: WorkerExit | undefined;
  #gone = false;
  #isUnstoppable = false;

  /** The slot has been claimed by this thread. */
  constructor(slot: number, order: ThreadOrder, events: WorkerEvents) {
    const hold = transferHold(packMessage(order), slot, "a worker's order");
    const { promise, resolve } = Promise.withResolvers<WorkerExit>();
    this.name = order.identity.name;
    this.pid = order.identity.pid;
    this.slot = slot;
    this.#slot = new Slot(slot);
    this.exited = promise;
    this.#resolve = resolve;
    this.#events = events;
    thread().core.requestThread(slot, heldRecord(hold));
    doorbell().wait(this.#slot.life, 0, () => {
      this.pollExit();
      return this.#gone ? 0 : layout.BLOCKED;
    });
  }

  get cell(): number {
    return this.#exit !== undefined ? -1 : this.#slot.cell;
  }

  get state(): number {
    return this.#gone ? layout.STATE_DEAD : this.#slot.state;
  }

  get isInitializing(): boolean {
    return this.state === layout.STATE_INITIALIZING;
  }

  get isGone(): boolean {
    this.pollExit();
    return this.#gone;
  }

  pollExit(): void {
    if (this.#gone) return;
    const slot = this.#slot;
    const { ending, state } = slot;
    if (ending !== 0 && this.#exit === undefined) {
      this.#exit = slot.report === 0 ? this.#withoutReport() : unpackMessage(slot.report) as WorkerExit;
      this.#events.onEnd(this.#exit);
    }
    if (ending === layout.ENDING_NEVER && !this.#isUnstoppable) {
      this.#isUnstoppable = true;
      this.#events.onUnstoppable();
    }
    if (state === layout.STATE_ENDED && this.#exit !== undefined) this.#end(this.#exit);
  }

  /** The slot has been reaped. */
  #end(exit: WorkerExit): void {
    const isCorrupted = this.#slot.sections !== 0;
    const isProven = !this.#slot.mayStillWrite;
    this.#gone = true;
    if (!isCorrupted) thread().core.freeSlot(this.slot);
    const gone = { ...exit, isCorrupted, isProven };
    this.#resolve(gone);
    this.#events.onGone?.(gone);
    if (isCorrupted) { for (const listener of corruptionListeners) listener(this.name); }
  }

  kill(cell?: number): boolean {
    if (this.#exit === undefined) {
      thread().core.requestKill(
        this.slot,
        cell === undefined ? layout.KILL_ANYWAY : layout.KILL_RUNNING + cell,
      );
    }
    return true;
  }

  /** There was no shared memory left for a report. */
  #withoutReport(): WorkerExit {
    const { exitCode, stop, wasReady, cell } = this.#slot;
    return {
      code: exitCode,
      finished: false,
      killed: stop !== 0,
      wasReady,
      initializerThrew: false,
      finalizerResult: undefined,
      cell,
      error: undefined,
      reason: "ended, and no shared memory is left to tell how",
      ...{ isCorrupted: false, isProven: false },
    };
  }
}

/** Tells the worker that wanted a thread how that ended. The thread's slot is free once it has been reaped and the worker has seen that. */
export function reportExit(slot: number, exit: WorkerExit): void {
  const { parent } = new Slot(slot);
  let report = 0;
  try {
    report = transferHold(pack(exit), parent, "a worker's report");
  } catch {
    // No shared memory is left: what the slot itself says must do.
  }
  thread().core.tellEnding(slot, layout.ENDING_TOLD, report);
}

function pack(exit: WorkerExit): number {
  try {
    return packMessage(exit);
  } catch {
    return packMessage({ ...exit, error: sendableError(exit.error) });
  }
}
