import { ProcessError } from "../errors/process_error.ts";
import { BrokenExecutorError, WorkerLostError } from "../errors/pool_errors.ts";
import { OutOfMemoryError } from "../errors/system_errors.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import type { TaskRequest } from "./backend.ts";
import type { WorkerExit } from "../threads/worker_handle.ts";

/** The task was stopped as it ran too long. */
export function timedOut({ definition, timeout }: TaskRequest): Error {
  return new TimeoutError(
    `Stopped task "${definition.name}" as it ran longer than its timeout: ${timeout} ms`,
  );
}

/** The task was dropped as the workers' initializer took too long. */
export function notInitialized({ definition, timeout }: TaskRequest): Error {
  return new TimeoutError(
    `Dropped task "${definition.name}" as the initializer of its workers did not end within its timeout: ${timeout} ms`,
  );
}

/** The pool's initializer did not end in time. */
export function initializerTooSlow(initTimeout: number): Error {
  return new BrokenExecutorError(
    `Cannot run tasks as the initializer did not end within its timeout: ${initTimeout} ms`,
  );
}

/** Neither its result nor its error could be sent back. */
export function noRoomForResult({ definition }: TaskRequest): Error {
  return new OutOfMemoryError(
    `Cannot send back what task "${definition.name}" returned: no shared memory is left`,
  );
}

/** The pool's initializer threw `cause`. */
export function initializerFailure(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new BrokenExecutorError(`Cannot run tasks as the initializer threw: ${reason}`, { cause });
}

/** The worker that ran the task ended. */
export function lostTask({ definition }: TaskRequest, worker: string, { reason, error }: WorkerExit): Error {
  return new WorkerLostError(
    `Lost task "${definition.name}": worker "${worker}" ${reason}`,
    { worker, task: definition.name, reason },
    error === undefined ? undefined : { cause: error },
  );
}

/** The error of all tasks once a worker has died inside the engine, whose memory cannot be trusted any more. */
export function corrupted(worker: string): ProcessError {
  return new ProcessError(
    `Cannot go on as worker "${worker}" died inside the engine: start the program anew`,
  );
}
