import { type BackendName, chooseBackend } from "../backend/choose_backend.ts";
import type { Handle } from "../memory/handle.ts";
import type { Process } from "./process_class.ts";
import type { KeptOptions } from "./process_options.ts";

/** A started process, as its parent sees it. */
export interface Child {
  readonly pid: number;
  /** `null` while it runs. */
  readonly exitCode: number | null;
  /** Signalled when it has ended. */
  readonly waitable: number;
  /**
   * Resolves with its exit code once what it left behind has been cleared away; rejects if its thread cannot be stopped. Does not keep
   * the program running.
   */
  readonly exited: Promise<number>;
  /** Why its end does not come: its thread cannot be stopped. */
  readonly stuck?: Error | undefined;
  join(timeout: number): Promise<void>;
  joinSync(timeout: number): void;
  /** Ends it at once, as a signal of that number would; nothing if it has ended. */
  kill(signal: number): void;
}

/** Starts a process. Throws what sending it throws. */
export type Launch = (process: Process, options: LaunchOptions) => Child;

/** A process's options when it starts. `child` is the number of this thread's child that it is. */
export type LaunchOptions = KeptOptions & {
  name: string;
  daemon: boolean;
  authKey: Uint8Array<ArrayBuffer>;
  child: number;
  /** What it holds as long as it lives, besides what it is sent. */
  holds: readonly Handle[];
};

const known = new Map<BackendName, Launch>();

/**
 * Says how processes are started on a backend. `thread_process.ts` and `inline_process.ts` do it when they are imported, which a
 * worker does not by itself: its script would have to hold a copy of itself.
 */
export function setLaunch(backend: BackendName, launch: Launch): void {
  known.set(backend, launch);
}

/** How processes are started on the backend that is wanted, or else the best that there is. */
export function launcher(wanted: BackendName | undefined, doing: string): Launch {
  const launch = known.get(chooseBackend(wanted, known.has("thread"), doing));
  if (launch === undefined) throw new Error('Cannot start a process: "process.ts" has not been imported');
  return launch;
}
