import { OutOfMemoryError } from "../../errors/out_of_memory_error.ts";
import { TimeoutError } from "../../errors/timeout_error.ts";
import { WorkerLostError } from "../../errors/worker_lost_error.ts";
import type { TaskRequest } from "../backend.ts";
import type { WorkerExit } from "./worker_handle.ts";

/** The task was stopped as it ran too long. */
export function timedOut({ definition, timeout }: TaskRequest): Error {
  return new TimeoutError(
    `Stopped task "${definition.name}" as it ran longer than its timeout: ${timeout} ms`,
  );
}

/** The worker that ran the task ended. */
export function lostTask({ definition }: TaskRequest, worker: string, { reason, error }: WorkerExit): Error {
  return new WorkerLostError(
    `Lost task "${definition.name}": worker "${worker}" ${reason}`,
    { worker, task: definition.name, reason },
    error === undefined ? undefined : { cause: error },
  );
}

/** Neither its result nor its error could be sent back. */
export function noRoomForResult({ definition }: TaskRequest): Error {
  return new OutOfMemoryError(
    `Cannot send back what task "${definition.name}" returned: no shared memory is left`,
  );
}
