import { KIND_JOB } from "../core/layout.ts";
import { Handle } from "../memory/handle.ts";
import { thread } from "../memory/thread.ts";
import { LoopReference } from "../codec/shared_object.ts";
import { TaskKind } from "../worker/run_task.ts";
import type { Backend, KernelJob } from "./backend.ts";

/** Parts into which the rest of a range is cut, per worker, when the next part is claimed. */
const SHARES = 2;

/** Runs a kernel job on a backend whose workers share this memory: each claims parts of the range until none is left. */
export function runSharedJob(
  backend: Pick<Backend, "processes" | "submit">,
  { definition, length, minClaim, work, timeout, signal, succeed, fail }: KernelJob,
): void {
  if (length === 0) return succeed();
  const job = Handle.object(KIND_JOB, "a parallel loop");
  const workers = Math.min(backend.processes, Math.ceil(length / minClaim));
  thread().core.openJob(job.address, length, minClaim, SHARES * workers);
  let running = workers;
  const errors: unknown[] = [];
  const settle = () => {
    if (--running > 0) return;
    job[Symbol.dispose]();
    if (errors.length > 0) fail(errors[0]);
    else succeed();
  };
  const stop = (error: unknown) => {
    errors.push(error);
    if (job.isLive) thread().core.stopJob(job.address);
    settle();
  };
  const values = [new LoopReference(job), ...work];
  for (let count = 0; count < workers; count++) {
    try {
      backend.submit({
        kind: TaskKind.job,
        definition,
        values,
        timeout,
        signal,
        succeed: settle,
        fail: stop,
      });
    } catch (error) {
      stop(error);
    }
  }
}
