import type { Process } from "./process_class.ts";
import type { KeptOptions } from "./process_options.ts";

/** A started process, as its parent sees it. */
export interface Child {
  readonly pid: number;
  /** `null` while it runs. */
  readonly exitCode: number | null;
  /** Signalled when it has ended. */
  readonly waitable: number;
  /** Resolves with its exit code once what it left behind has been cleared away. Does not keep the program running. */
  readonly exited: Promise<number>;
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
};

let known: Launch | undefined;

/**
 * Says how processes are started, which is not known to a worker: its script would have to hold a copy of itself.
 * `start_process.ts` does it when it is imported.
 */
export function setLaunch(launch: Launch): void {
  known = launch;
}

/** How processes are started on this thread. */
export function launcher(): Launch {
  if (known === undefined) throw new Error('Cannot start a process: "process.ts" has not been imported');
  return known;
}
