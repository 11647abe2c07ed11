import { type Backend, type Definition, TaskKind } from "../backend/backend.ts";
import { type KernelInfo, kernelInfo } from "../kernel/kernel.ts";
import { toWasm } from "../kernel/wasm_values.ts";
import { checkCallOptions } from "./call_options.ts";
import { eagerMap } from "./eager_map.ts";
import { argumentLists, itemList } from "./item_list.ts";
import { runKernelJob } from "./kernel_job.ts";
import {
  type KernelItems,
  type KernelMapOptions,
  MIN_CLAIMED_ELEMENTS,
  prepareKernelMap,
} from "./kernel_map.ts";
import type { Completion } from "./outcome.ts";
import type { MapOptions } from "./pool_options.ts";
import type { PoolWorkers } from "./pool_workers.ts";
import { readInput } from "./read_input.ts";

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
  runKernelJob(
    backend,
    {
      definition,
      length: map.sources[0]!.length,
      least: MIN_CLAIMED_ELEMENTS,
      values: ["map", map.sources, map.target, args],
    },
    { timeout, signal },
    {
      succeed: () => {
        const results = map.results();
        map.dispose();
        end.succeed(results);
      },
      fail: (error) => {
        map.dispose();
        end.fail(error);
      },
    },
  );
}
