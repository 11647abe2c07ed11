import * as layout from "../../../kernels/core/layout.ts";
import { loadWord, storeWord } from "../../atomics/word.ts";
import { slotField } from "../../memory/slot.ts";
import { thread } from "../../memory/thread.ts";
import { reapSlot } from "../../memory/reap_slot.ts";
import type { WorkerThread } from "./worker_thread.ts";

/** All worker threads of the program, on the main thread, and who wanted them. */
class ThreadTable {
  readonly #threads = new Map<number, WorkerThread>();
  /** Those that are gone, and whose slots wait for their pools' workers to be gone too. */
  readonly #dying = new Set<WorkerThread>();
  #wards = 0;

  /** Whether there are threads that workers wanted. */
  get hasRequested(): boolean {
    return this.#wards > 0;
  }

  /** The thread that has a slot. */
  at(slot: number): WorkerThread | undefined {
    return this.#threads.get(slot);
  }

  add(worker: WorkerThread): void {
    this.#threads.set(worker.slot, worker);
    if (worker.isRequested) this.#wards++;
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
      const state = loadWord(slotField(slot, layout.SLOT_STATE));
      if (state === layout.STATE_CLAIMED || state === layout.STATE_REQUESTED) reapSlot(slot);
      else if (state === layout.STATE_ENDED) thread().core.freeSlot(slot);
      else if (child === undefined) continue;
      else if (child.isPoolWorker) child.kill();
      else storeWord(slotField(slot, layout.SLOT_PARENT), 0);
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
    if (worker.isRequested) this.#wards--;
    worker.reap();
    if (parent !== undefined && this.#dying.has(parent)) this.#reap(parent);
  }
}

function parentOf(slot: number): number {
  return loadWord(slotField(slot, layout.SLOT_PARENT));
}

/** The program's. */
export const threadTable: ThreadTable = new ThreadTable();
