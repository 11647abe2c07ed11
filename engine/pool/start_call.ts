import { TaskKind } from "../worker/run_task.ts";
import type { Backend, Definition, Submission } from "../backend/backend.ts";
import { type KernelInfo, kernelInfo } from "../kernel/kernel.ts";
import { type CallOptions, checkCallOptions, type MapOptions } from "./pool_options.ts";
import { stageForWorkers, unstageAtEnd } from "./stage_for_workers.ts";
import type { Completion } from "./outcome.ts";
import { toWasm } from "../kernel/kernel_arguments.ts";
import { eagerMap } from "./eager_map.ts";
import { argumentLists, itemList, readInput } from "./map_input.ts";
import {
  type KernelItems,
  type KernelMapOptions,
  MIN_CLAIMED_ELEMENTS,
  prepareKernelMap,
} from "./kernel_map.ts";
import type { PoolWorkers } from "./pool_workers.ts";
import { shown } from "../options/shown.ts";

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
      `Cannot call a function as its arguments must be an array: received ${shown(args)}`,
    );
  }
  const task = { kind: TaskKind.call, definition, timeout: options?.timeout, signal: options?.signal };
  const kernel = kernelInfo(fn);
  if (kernel === undefined) {
    const succeed = (values: readonly unknown[]) => end.succeed(values[0]);
    return backend.submit({ ...task, values: args, succeed, fail: end.fail });
  }
  const staged = stageForWorkers(kernel, args, []);
  try {
    const ended = unstageAtEnd(staged, end, (values: readonly unknown[]) => values[0]);
    return backend.submit({ ...task, values: staged.args, ...ended });
  } catch (error) {
    staged[Symbol.dispose]();
    throw error;
  }
}

/** Begins a map or a starmap of a function, or of a kernel. */
export function startMap(
  workers: PoolWorkers,
  kind: TaskKind,
  fn: unknown,
  definition: Definition,
  items: unknown,
  options: MapOptions & KernelMapOptions,
  end: Completion<unknown>,
): void {
  const { backend } = workers;
  const kernel = kernelInfo(fn);
  const doing = kernel === undefined ? "map a function" : `map the kernel "${kernel.name}"`;
  checkCallOptions(options, kernel === undefined ? ["chunkSize", "onProgress"] : ["args", "out"], doing);
  const begin = (list: ArrayLike<unknown>) => {
    if (kernel !== undefined) return startKernelMap(backend, kind, kernel, definition, list, options, end);
    const values = kind === TaskKind.starmap ? argumentLists(list, doing) : list;
    eagerMap(backend, kind, definition, values, options, end);
  };
  const list = kernel === undefined ? itemList(items, doing) : items as ArrayLike<unknown>;
  if (!(Symbol.asyncIterator in list)) return begin(list);
  readInput(workers, list, options.signal, begin).catch((error) => end.fail(error));
}

function startKernelMap(
  backend: Backend,
  kind: TaskKind,
  kernel: KernelInfo,
  definition: Definition,
  items: ArrayLike<unknown>,
  { args = [], out, timeout, signal }: KernelMapOptions,
  end: Completion<unknown>,
): void {
  if (kernel.kind !== "scalar") {
    throw new TypeError(`Cannot map the kernel "${kernel.name}" as it works on a range: use parallelFor()`);
  }
  const streams =
    (kind === TaskKind.starmap ? Array.from(items as ArrayLike<KernelItems>) : [items]) as KernelItems[];
  if (streams.length + args.length !== kernel.params.length) {
    throw new TypeError(
      `Cannot map the kernel "${kernel.name}" as it takes ${kernel.params.length} arguments: received ${streams.length} arrays and ${args.length} constants`,
    );
  }
  toWasm({ ...kernel, params: kernel.params.slice(streams.length) }, args);
  const map = prepareKernelMap(kernel, streams, out);
  backend.runJob({
    definition,
    length: map.sources[0]!.length,
    minClaim: MIN_CLAIMED_ELEMENTS,
    work: ["map", map.sources, map.target, args],
    timeout,
    signal,
    succeed: () => {
      const results = map.results();
      map.dispose();
      end.succeed(results);
    },
    fail: (error) => {
      map.dispose();
      end.fail(error);
    },
  });
}
