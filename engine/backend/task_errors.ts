import { BrokenExecutorError } from "../errors/broken_executor_error.ts";
import { OutOfMemoryError } from "../errors/out_of_memory_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import type { TaskRequest } from "./backend.ts";

/** The task was stopped as it ran too long. */
export function timedOut({ definition, timeout }: TaskRequest): Error {
  return new TimeoutError(
    `Stopped task "${definition.name}" as it ran longer than its timeout: ${timeout} ms`,
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
