import { type Backend, type Definition, type Submission, TaskKind } from "../backend/backend.ts";
import { kernelInfo } from "../kernel/kernel.ts";
import { checkCallOptions } from "./call_options.ts";
import { stageForWorkers, unstageAtEnd } from "./lend_to_workers.ts";
import type { Completion } from "./outcome.ts";
import type { CallOptions } from "./pool_options.ts";

/** Begins one call of a function or a kernel. */
export function startCall(
  backend: Backend,
  fn: unknown,
  definition: Definition,
  args: readonly unknown[],
  options: CallOptions | undefined,
  end: Completion<unknown>,
): Submission {
  if (options !== undefined) checkCallOptions(options, [], "call a function");
  if (!Array.isArray(args)) {
    throw new TypeError(
      `Cannot call a function as its arguments must be an array: received ${String(args)}`,
    );
  }
  const task = { kind: TaskKind.call, definition, timeout: options?.timeout, signal: options?.signal };
  const kernel = kernelInfo(fn);
  if (kernel === undefined) {
    const succeed = (values: readonly unknown[]) => end.succeed(values[0]);
    return backend.submit({ ...task, values: args, succeed, fail: end.fail });
  }
  const loan = stageForWorkers(kernel, args, []);
  try {
    const ended = unstageAtEnd(loan, end, (values: readonly unknown[]) => values[0]);
    return backend.submit({ ...task, values: loan.args, ...ended });
  } catch (error) {
    loan[Symbol.dispose]();
    throw error;
  }
}
