import { type Backend, TaskKind } from "../backend/backend.ts";
import { type KernelInfo, kernelInfo } from "../kernel/kernel.ts";
import type { Definition } from "../task/definition.ts";
import { checkCallOptions } from "./call_options.ts";
import { eagerMap } from "./eager_map.ts";
import { argumentLists, itemList } from "./item_list.ts";
import { runKernelJob } from "./kernel_job.ts";
import { type KernelItems, type KernelMapOptions, LEAST_ELEMENTS, prepareKernelMap } from "./kernel_map.ts";
import type { End } from "./outcome.ts";
import type { CallOptions, MapOptions } from "./pool_options.ts";

/** Claims of a range that a worker makes, about, before it is used up. */
const CLAIMS = 16;

/** Begins a map or a starmap of a function, or of a kernel. */
export function startMap(
  backend: Backend,
  kind: TaskKind,
  fn: unknown,
  definition: Definition,
  items: unknown,
  options: MapOptions & KernelMapOptions,
  end: End<unknown>,
): void {
  const kernel = kernelInfo(fn);
  const doing = kernel === undefined ? "map a function" : `map the kernel "${kernel.name}"`;
  checkCallOptions(options, kernel === undefined ? ["chunkSize", "onProgress"] : ["args", "out"], doing);
  const begin = (list: ArrayLike<unknown>) => {
    if (kernel !== undefined) return startKernelMap(backend, kind, kernel, definition, list, options, end);
    const values = kind === TaskKind.starmap ? argumentLists(list, doing) : list;
    eagerMap(backend, kind, definition, values, options, end);
  };
  const list = kernel === undefined ? itemList(items, doing) : items as ArrayLike<unknown>;
  if (!(list instanceof Promise)) return begin(list);
  list.then(begin).catch((error) => end.fail(error));
}

function startKernelMap(
  backend: Backend,
  kind: TaskKind,
  kernel: KernelInfo,
  definition: Definition,
  items: ArrayLike<unknown>,
  { args = [], out, timeout, signal }: KernelMapOptions,
  end: End<unknown>,
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
  const map = prepareKernelMap(kernel, streams, out);
  runKernelJob(
    backend,
    {
      definition,
      length: map.sources[0]!.length,
      least: LEAST_ELEMENTS,
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

/** Begins a range kernel over [0, length). */
export function startLoop(
  backend: Backend,
  fn: unknown,
  definition: Definition,
  length: number,
  args: readonly unknown[],
  { chunkSize, timeout, signal }: CallOptions & Pick<MapOptions, "chunkSize">,
  end: End<void>,
): void {
  const kernel = kernelInfo(fn);
  if (kernel?.kind !== "range") {
    throw new TypeError(
      `Cannot run a parallel loop as it needs a range kernel: received ${String(kernel?.name ?? fn)}`,
    );
  }
  if (!(Number.isInteger(length) && length >= 0 && length < 2 ** 31)) {
    throw new RangeError(
      `Cannot run the kernel "${kernel.name}" as its range's length must be an integer from 0 to 2 ** 31 - 1: received ${length}`,
    );
  }
  const least = chunkSize ?? Math.max(1, Math.ceil(length / (backend.processes * CLAIMS)));
  runKernelJob(backend, { definition, length, least, values: ["range", args] }, { timeout, signal }, end);
}
