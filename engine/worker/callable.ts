import { kernelRegistry } from "../kernel/kernel_registry.ts";
import { recordStart } from "../memory/records.ts";
import { thread } from "../memory/thread.ts";
import { readDefinition } from "../task/refs.ts";
import { resolveFunction } from "../task/resolve_refs.ts";

/** A function that this worker can call. */
export interface Callable {
  readonly fn: (...args: unknown[]) => unknown;
  /** Where to find it, if it is a kernel. */
  readonly kernel?: { readonly module: string; readonly name: string } | undefined;
}

interface Known {
  readonly generation: number;
  readonly callable: Callable | Promise<Callable>;
}

/** By the record of its definition: a record is used again only with another generation. */
const known = new Map<number, Known>();

/** The function that a definition stands for; a promise only while its module is being imported. */
export function callableOf(record: number, generation: number): Callable | Promise<Callable> {
  const entry = known.get(record);
  if (entry !== undefined && entry.generation === generation) return entry.callable;
  const callable = load(record);
  known.set(record, { generation, callable });
  if (callable instanceof Promise) {
    callable.then(
      (callable) => known.set(record, { generation, callable }),
      () => known.delete(record), // the next task tries again
    );
  }
  return callable;
}

function load(record: number): Callable | Promise<Callable> {
  const { ref, wasm } = readDefinition(record);
  if (ref.kind === "kernel") {
    const start = recordStart(wasm!.record);
    kernelRegistry.add(ref.module, new Uint8Array(thread().bytes.subarray(start, start + wasm!.length)));
    const call = (...args: unknown[]) => kernelRegistry.instance(ref.module).call(ref.name, args);
    return { fn: call, kernel: ref };
  }
  const fn = resolveFunction(ref) as Callable["fn"] | Promise<Callable["fn"]>;
  return fn instanceof Promise ? fn.then((fn) => ({ fn })) : { fn };
}
