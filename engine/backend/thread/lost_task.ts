import { WorkerLostError } from "../../errors/worker_lost_error.ts";
import type { TaskRequest } from "../backend.ts";
import type { WorkerExit } from "./worker_handle.ts";

/** The worker that ran the task ended. */
export function lostTask({ definition }: TaskRequest, worker: string, { reason, error }: WorkerExit): Error {
  return new WorkerLostError(
    `Lost task "${definition.name}": worker "${worker}" ${reason}`,
    { worker, task: definition.name, reason },
    error === undefined ? undefined : { cause: error },
  );
}
