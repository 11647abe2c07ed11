import type { FinalizerResult } from "../exit/exit_reason.ts";
import type { KernelWork, TaskKind } from "../worker/run_task.ts";
import type { AnyFunction } from "../task/refs.ts";

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
  /** What errors call the values, by the step to one (`[3]`); its arguments if it is left out. */
  readonly nameOf?: ((step: string) => string) | undefined;
  /** Milliseconds that it may run, from its start. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called once: with what the worker sent back, and the milliseconds that it ran. */
  succeed(values: unknown[], elapsed: number): void;
  /** Or with why there is nothing. */
  fail(error: unknown): void;
}

/** A kernel that the workers run over the range [0, length), each taking parts of it until none is left. */
export interface KernelJob extends Pick<TaskRequest, "definition" | "timeout" | "signal"> {
  readonly length: number;
  /** The fewest indices that a worker takes at once. */
  readonly minClaim: number;
  readonly work: KernelWork;
  /** Called once all of the range is done. */
  succeed(): void;
  /** Called instead with the first error, once no worker is at it any more. */
  fail(error: unknown): void;
}

/** How a pool's workers are set up. */
export interface BackendOptions {
  readonly processes: number;
  /** The name of its workers, before the number. */
  readonly name: string;
  readonly initializer?: { readonly fn: AnyFunction; readonly values: readonly unknown[] } | undefined;
  /** Milliseconds from a worker's start until its initializer must have ended. */
  readonly initTimeout?: number | undefined;
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

/** Where a pool's tasks run. Nothing above knows which kind it is. */
export interface Backend {
  /** What a task's request names a function or a kernel by. Throws a `TransferError` for one that cannot be sent. */
  define(fn: AnyFunction): Definition;
  /** Takes a task. Throws a `TransferError` at once for values that cannot be sent. */
  submit(request: TaskRequest): Submission;
  /** Runs a kernel over a range. Throws nothing: what cannot be sent fails the job. */
  runJob(job: KernelJob): void;
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
  /**
   * Ends the workers once no task is pending; resolves when they are gone, rejects with a `ThreadUnstoppableError` if one cannot be
   * stopped.
   */
  close(): Promise<void>;
  /**
   * Ends the workers at once; what is pending fails with `reason`. Those that are idle end in order, unless `force`. Resolves
   * when they are gone, or rejects as `close` does.
   */
  terminate(reason: Error, force?: boolean): Promise<void>;
}
