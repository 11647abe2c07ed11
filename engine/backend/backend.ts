import type { AnyFunction } from "../task/refs.ts";

/** What a worker does with a task's values. */
export const TaskKind = {
  /** Calls the function with the values. */
  call: 0,
  /** Calls it with each of the values; stops at the first error. */
  map: 1,
  /** Calls it with each of the values spread; stops at the first error. */
  starmap: 2,
  /** Calls it with each of the values; errors take their item's place. */
  mapSettled: 3,
  /** Runs a kernel over the parts of a job that it can claim. */
  job: 4,
  /** Calls it with each of the values spread; errors take their item's place. */
  starmapSettled: 5,
} as const;
export type TaskKind = typeof TaskKind[keyof typeof TaskKind];

/** A function in the form in which a backend's workers find it. */
export interface Definition {
  /** The function's name in errors. */
  readonly name: string;
}

/** One task for a backend. */
export interface TaskRequest {
  readonly kind: TaskKind;
  /** Made by the same kind of backend. */
  readonly definition: Definition;
  readonly values: readonly unknown[];
  /** Milliseconds that it may run, from its start. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called once: with what the worker sent back, and the milliseconds that it ran. */
  succeed(values: unknown[], elapsed: number): void;
  /** Or with why there is nothing. */
  fail(error: unknown): void;
}

/** How a pool's workers are set up. */
export interface BackendOptions {
  readonly processes: number;
  /** The name of its workers, before the number. */
  readonly name: string;
  readonly initializer?: { readonly fn: AnyFunction; readonly values: readonly unknown[] } | undefined;
  /** Runs in a worker that ends in order; what it returns, or throws, is kept. */
  readonly finalizer?: AnyFunction | undefined;
  /** Tasks after which a worker is replaced; 0 for never. */
  readonly maxTasksPerChild: number;
  /** Megabytes that a worker's JavaScript heap may take. */
  readonly maxHeap?: number | undefined;
}

/** A task that a backend has taken. */
export interface Submission {
  readonly request: TaskRequest;
  /** Whether its request was told how it ended. */
  readonly settled: boolean;
}

/** What a worker's finalizer returned, or what it threw. */
export type FinalizerResult = { readonly value: unknown } | { readonly error: unknown };

/** Where a pool's tasks run. Nothing above knows which kind it is. */
export interface Backend {
  /** What a task's request names a function or a kernel by. Throws a `TransferError` for one that cannot be sent. */
  define(fn: AnyFunction): Definition;
  /** Takes a task. Throws a `TransferError` at once for values that cannot be sent. */
  submit(request: TaskRequest): Submission;
  /** Drops a task that no worker has started: it fails with the reason. False, and nothing is done, for any other. */
  drop(task: Submission, reason: unknown): boolean;
  /** Whether a worker has started the task, and it is not settled yet. */
  isRunning(task: Submission): boolean;
  /** How many workers it has, or may have. */
  readonly processes: number;
  /** Blocks this thread until `done` returns true or `timeout` ms have passed, serving its tasks meanwhile. */
  serveUntil(done: () => boolean, timeout: number): boolean;
  /** Tasks that are not settled yet. */
  readonly pending: number;
  /** What the workers' finalizers left, in the order in which the workers ended. */
  readonly finalizerResults: readonly FinalizerResult[];
  /** Ends the workers once no task is pending; resolves when they are gone. */
  close(): Promise<void>;
  /**
   * Ends the workers at once; what is pending fails with `reason`. Those that are idle end in order, unless `force`. Resolves
   * when they are gone.
   */
  terminate(reason: Error, force?: boolean): Promise<void>;
}
