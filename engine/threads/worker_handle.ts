import type { FinalizerResult } from "../exit/exit_reason.ts";
import { isolateState } from "../platform/copies.ts";
import type { ThreadOrder } from "./thread_order.ts";

/** How a worker ended. */
export interface WorkerExit {
  readonly code: number;
  /** Ended by itself, in order. */
  readonly finished: boolean;
  /** Ended by {@linkcode WorkerHandle.kill}. */
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
  readonly finalizerResult: FinalizerResult | undefined;
  /** It died inside a section: nothing in the shared memory can be trusted any more. Known once the slot has been reaped. */
  readonly isCorrupted: boolean;
  /** Whether its death is proven: if not, it may still write what it could write. Known once the slot has been reaped. */
  readonly isProven: boolean;
  /** It could not be started: there is no room for another thread. */
  readonly isRefused?: boolean;
}

/** What the thread that wanted a worker needs to know of it. */
export interface WorkerEvents {
  /**
   * It runs nothing any more that could have an effect on the engine. Its slot is not yet cleaned, and the thread may still run
   * and write what it could write.
   */
  onEnd(exit: WorkerExit): void;
  /** Its slot has been reaped. Called at once, also while this thread blocks. */
  onGone?(exit: WorkerExit): void;
  /** It has been stopped, and its death is not proven long after. If it ends after all, that is told as usual. */
  onUnstoppable(): void;
}

/** A worker thread, for the thread that wanted it. */
export interface WorkerHandle {
  readonly name: string;
  readonly pid: number;
  readonly slot: number;
  /** Resolves once its slot has been reaped. */
  readonly exited: Promise<WorkerExit>;
  /** The cell that it runs now, -1 if it is idle. */
  readonly cell: number;
  readonly state: number;
  /** Whether it runs its pool's initializer. */
  readonly isInitializing: boolean;
  /** Whether its slot has been reaped, as far as this thread knows. */
  readonly isGone: boolean;
  /** Tells its owner if it has ended: while this thread blocks, nobody else does. */
  pollExit(): void;
  /**
   * Stops the thread, wherever it is, but never inside a section. With `cell`, only if it still runs that cell: false,
   * and nothing is done, if it is known to have gone on to something else.
   */
  kill(cell?: number): boolean;
}

/** How a thread is to be set up. */
export interface ThreadOptions {
  readonly name: string;
  /** The number of this thread's child that it is: see `nextChildNumber`. */
  readonly child: number;
  readonly daemon: boolean;
  /** This thread's own if left out. */
  readonly authKey?: Uint8Array<ArrayBuffer>;
  /** Made when the slot is known, so that the slot can be given holds. */
  readonly role: (slot: number) => ThreadOrder["role"];
  readonly maxHeap: number | undefined;
}

/** Called with a worker's name if it died inside a section: nothing in the shared memory can be trusted any more. */
export const corruptionListeners: Set<(worker: string) => void> = isolateState(
  "corruption listeners",
  () => new Set(),
);
