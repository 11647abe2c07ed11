import { KIND_JOB } from "../core/layout.ts";
import { type Backend, type Definition, TaskKind } from "./backend.ts";
import { Handle } from "../memory/handle.ts";
import { thread } from "../memory/thread.ts";
import { BlockReference } from "../task/block_reference.ts";
import type { Completion } from "../pool/outcome.ts";
import type { CallOptions } from "../pool/pool_options.ts";

/** Parts into which what is left of a range is cut, for each worker, when the next one is claimed. */
const SHARES = 2;

/** A kernel over a range. */
export interface KernelJob {
  readonly definition: Definition;
  /** The range is [0, length). */
  readonly length: number;
  /** Indices that are claimed at once, at the least. */
  readonly least: number;
  /** What the workers need besides the job itself. */
  readonly values: readonly unknown[];
}

/** Has the workers run a kernel over a range, each taking parts of it until none is left. */
export function runKernelJob(
  backend: Backend,
  { definition, length, least, values }: KernelJob,
  options: CallOptions,
  end: Completion<void>,
): void {
  if (length === 0) return end.succeed();
  const job = Handle.object(KIND_JOB, "a parallel loop");
  const workers = Math.min(backend.processes, Math.ceil(length / least));
  thread().core.openJob(job.address, length, least, SHARES * workers);
  let running = workers;
  const errors: unknown[] = [];
  const settled = () => {
    if (--running > 0) return;
    job[Symbol.dispose]();
    if (errors.length > 0) end.fail(errors[0]);
    else end.succeed();
  };
  const fail = (error: unknown) => {
    errors.push(error);
    if (job.isLive) thread().core.stopJob(job.address);
    settled();
  };
  const message = [new BlockReference(job), ...values];
  for (let count = 0; count < workers; count++) {
    try {
      backend.submit({ kind: TaskKind.job, definition, values: message, ...options, succeed: settled, fail });
    } catch (error) {
      fail(error);
    }
  }
}
