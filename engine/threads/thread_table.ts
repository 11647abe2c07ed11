import * as layout from "../core/layout.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { reapSlot } from "../memory/core_calls.ts";
import { isolateState } from "../platform/copies.ts";

/** A thread in the table. */
export interface TableThread {
  readonly slot: number;
  /** Whether it ends with the thread whose pool it works for. */
  readonly isPoolWorker: boolean;
  /** Whether a worker wanted it. */
  readonly isRequested: boolean;
  /** Whether it is being started: it has run nothing of the user's. */
  readonly isBooting: boolean;
  /** Whether it has said that it ends, or has been killed. */
  readonly isEnding: boolean;
  /** Whether its death is proven, while the runtime has not told yet how it ended. */
  readonly isUntold: boolean;
  /** Whether it waits for a task, and runs nothing of the user's. */
  readonly isIdle: boolean;
  /** Whether it is gone, but for its slot. */
  readonly awaitsReaping: boolean;
  /** Stops it: see `WorkerHandle`. */
  kill(cell?: number): boolean;
  /** Its lifeline has ended: the thread is dead. */
  onProof(): void;
  /** Cleans its slot, and has whoever wanted it see that it is gone. */
  reap(): void;
}

/** All worker threads of the program, on the main thread, and who wanted them. */
class ThreadTable {
  readonly #threads = new Map<number, TableThread>();
  /** Those that have ended, and whose slots wait for the proof of that, and for their pools' workers to be gone too. */
  readonly #dying = new Set<TableThread>();
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

  /** Whether any thread runs something, which nobody may be able to stop. */
  get hasBusy(): boolean {
    for (const worker of this.#threads.values()) if (!worker.isIdle) return true;
    return false;
  }

  /** Whether any thread's death is proven of which the runtime has not told yet how it ended. */
  get hasUntold(): boolean {
    for (const worker of this.#threads.values()) if (worker.isUntold) return true;
    return false;
  }

  /** The thread that has a slot. */
  at(slot: number): TableThread | undefined {
    return this.#threads.get(slot);
  }

  add(worker: TableThread): void {
    this.#threads.set(worker.slot, worker);
    if (worker.isRequested) this.#requested++;
  }

  /** Whether a thread was wanted by a worker that is still there to be told of its end. */
  hasLivingParent({ slot }: TableThread): boolean {
    const parent = this.#threads.get(parentOf(slot));
    return parent !== undefined && !this.#dying.has(parent);
  }

  /** A thread has ended. The workers of its pools end with it. Its processes go on, as nobody's children. */
  onEnd(worker: TableThread): void {
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
  }

  /**
   * A thread is gone. Its slot is reaped after the workers of its pools are gone: they use what it holds, and hand back to it what
   * they have done.
   */
  onGone(worker: TableThread): void {
    for (const other of this.#threads.values()) {
      if (other.isPoolWorker && parentOf(other.slot) === worker.slot) return;
    }
    const parent = this.#threads.get(parentOf(worker.slot));
    this.#dying.delete(worker);
    this.#threads.delete(worker.slot);
    if (worker.isRequested) this.#requested--;
    worker.reap();
    if (parent?.awaitsReaping) this.onGone(parent);
  }
}

function parentOf(slot: number): number {
  return new Slot(slot).parent;
}

/** The program's. */
export const threadTable: ThreadTable = isolateState("threads", () => new ThreadTable());
