import type { Callable } from "./callable.ts";
import type { KernelArray } from "../kernel/kernel.ts";
import { kernelRegistry } from "../kernel/kernel_registry.ts";
import type { Handle } from "../memory/handle.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { isPromiseLike } from "../options/promises.ts";

/** What a worker does with a task's values. */
export const TaskKind = {
  /** Calls the function with the values. */
  call: 0,
  /** Calls it with each of the values; stops at the first error. */
  map: 1,
  /** Calls it with each of the values spread; stops at the first error. */
  starmap: 2,
  /** Calls it with each of the values; errors take their item's place. */
  mapSettled: 3,
  /** Runs a kernel over the parts of a job that it can claim. */
  job: 4,
  /** Calls it with each of the values spread; errors take their item's place. */
  starmapSettled: 5,
} as const;

export type TaskKind = typeof TaskKind[keyof typeof TaskKind];

/** Runs one task, and gives what it sends back: its result, or those of its items. A promise only if the function returns one. */
export function runTask(
  kind: TaskKind,
  { fn, kernel }: Callable,
  values: unknown[],
): unknown[] | Promise<unknown[]> {
  switch (kind) {
    case TaskKind.call: {
      const result = fn(...values);
      return isPromiseLike(result) ? Promise.resolve(result).then((value) => [value]) : [result];
    }
    case TaskKind.map:
      return runItems(fn, values);
    case TaskKind.starmap:
      return runItems(spread(fn), values);
    case TaskKind.mapSettled:
    case TaskKind.starmapSettled: {
      const errors: ItemError[] = [];
      const call = kind === TaskKind.mapSettled ? fn : spread(fn);
      const results = runItems(call, values, errors);
      return results instanceof Promise ? results.then((results) => [results, errors]) : [results, errors];
    }
    case TaskKind.job:
      return runJob(kernel!, values as unknown as JobValues);
  }
}

function spread(fn: Callable["fn"]): (item: unknown) => unknown {
  return (item) => fn(...item as unknown[]);
}

/** An item's position and what it threw. */
export type ItemError = [index: number, error: unknown];

/**
 * Calls a function with each item in turn, waiting for the promises that it returns; itself returns a promise only if a
 * call did. The first error ends it, unless `errors` is there to collect them.
 */
export function runItems(
  call: (item: unknown) => unknown,
  items: readonly unknown[],
  errors?: ItemError[],
): unknown[] | Promise<unknown[]> {
  const results: unknown[] = new Array(items.length);
  const failed = (index: number, error: unknown) => {
    if (errors === undefined) throw error;
    errors.push([index, error]);
  };

  const finishAsync = async (index: number, first: unknown): Promise<unknown[]> => {
    let pending = first;
    while (true) {
      try {
        results[index] = await pending;
      } catch (error) {
        failed(index, error);
      }
      if (++index === items.length) return results;
      try {
        pending = call(items[index]);
      } catch (error) {
        pending = undefined;
        failed(index, error);
      }
    }
  };

  for (let index = 0; index < items.length; index++) {
    try {
      const result = call(items[index]);
      if (isPromiseLike(result)) return finishAsync(index, result);
      results[index] = result;
    } catch (error) {
      failed(index, error);
    }
  }
  return results;
}

/** What a job does with the parts of its range, the same for all workers: a map over arrays, a loop, or a reduction of each part. */
export type KernelWork =
  | readonly [
    kind: "map",
    sources: readonly KernelArray[],
    target: KernelArray,
    constants: readonly (number | bigint)[],
  ]
  | readonly [kind: "range", args: readonly unknown[]]
  | readonly [kind: "reduce", args: readonly unknown[], parts: ResultArray, size: number, length: number];

/** Takes the result of each part of a reduction. */
interface ResultArray {
  readonly view: { [index: number]: unknown };
}

/** The values of a task that works on a job: the job's handle, then its work. */
type JobValues = readonly [job: Handle, ...work: KernelWork];

/** Runs a kernel over the parts of its job that this worker can claim. An error ends the job for all. */
function runJob(
  kernel: { readonly module: string; readonly name: string },
  job: JobValues,
): unknown[] {
  const { core, slot } = thread();
  const cursor = job[0].address;
  const own = new Slot(slot);
  const instance = kernelRegistry.instance(kernel.module);
  try {
    while (true) {
      const from = core.claim(cursor);
      if (from < 0) return [];
      const to = own.claimedEnd;
      if (job[1] === "range") instance.call(kernel.name, [...job[2], from, to]);
      else if (job[1] === "reduce") {
        const [, , args, { view }, size, length] = job;
        for (let part = from; part < to; part++) {
          const range = [part * size, Math.min(length, (part + 1) * size)];
          view[part] = instance.call(kernel.name, [...args, ...range]);
        }
      } else if (job[2].length > 1) {
        instance.zipChunk(kernel.name, job[2].map(addressOf), job[3].byteOffset, from, to);
      } else instance.mapChunk(kernel.name, job[2][0]!.byteOffset, job[3].byteOffset, from, to, job[4]);
    }
  } catch (error) {
    core.stopJob(cursor);
    throw error;
  }
}

function addressOf({ byteOffset }: KernelArray): number {
  return byteOffset;
}
