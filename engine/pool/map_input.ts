import { isArrayObject } from "../kernel/kernel.ts";
import type { Items } from "./eager_map.ts";
import { deferred } from "../options/promises.ts";
import type { PoolWorkers } from "./pool_workers.ts";
import { shown } from "../options/shown.ts";

/** A list of what the caller passed, read to its end, unless it must be waited for. What reading throws is thrown. */
export function itemList(items: unknown, doing: string): Items | AsyncIterable<unknown> {
  // A copy: the caller may change the list while parts of it have still to be sent.
  if (Array.isArray(items) || (ArrayBuffer.isView(items) && !(items instanceof DataView))) {
    return (items as unknown[]).slice();
  }
  const list = isArrayObject(items) ? items.slice() : items;
  if (Array.isArray(list)) return list;
  if (typeof list === "string") return [...list];
  if (typeof items === "object" && items !== null) {
    if (Symbol.iterator in items) return Array.from(items as Iterable<unknown>);
    if (Symbol.asyncIterator in items) return items as AsyncIterable<unknown>;
  }
  throw new TypeError(`Cannot ${doing} as the items must be iterable: received ${shown(items)}`);
}

/** Throws unless each item can be spread into arguments. */
export function argumentLists(items: Items, doing: string): Items {
  return Array.from(items, (item, index) => {
    if (Array.isArray(item)) return item;
    if (typeof item === "object" && item !== null && Symbol.iterator in item) {
      return [...item as Iterable<unknown>];
    }
    throw new TypeError(
      `Cannot ${doing} as each item must be a list of arguments: received ${shown(item)} at index ${index}`,
    );
  });
}

/**
 * Reads an asynchronous input to its end, and begins with its items. Workers that are closed meanwhile wait for that. If they are
 * terminated, or the signal aborts, the promise rejects, and the input is ended as soon as it gives something.
 */
export async function readInput(
  workers: PoolWorkers,
  input: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
  begin: (items: unknown[]) => void,
): Promise<void> {
  signal?.throwIfAborted();
  const { promise: interrupted, reject } = deferred<never>();
  let isStopped = false;
  const stop = (reason: unknown) => {
    isStopped = true;
    reject(reason);
  };
  const onAbort = () => stop(signal!.reason);
  const read = async () => {
    const items: unknown[] = [];
    for await (const item of input) {
      if (isStopped) break;
      items.push(item);
    }
    return items;
  };
  const source = { drain() {}, stop };
  workers.addSource(source);
  signal?.addEventListener("abort", onAbort);
  try {
    begin(await Promise.race([interrupted, read()]));
  } finally {
    signal?.removeEventListener("abort", onAbort);
    workers.removeSource(source);
  }
}

/** Any iterable, also one whose items must be waited for. */
type AnyIterable = Iterable<unknown> | AsyncIterable<unknown>;

/**
 * The items of several iterables side by side, until one of them has ended (Python's `zip()`). The others are ended then. Must be
 * waited for only if one of them must.
 */
export function zip(iterables: readonly AnyIterable[]): Iterable<unknown[]> | AsyncIterable<unknown[]> {
  return iterables.every((iterable) => Symbol.iterator in Object(iterable))
    ? zipSync(iterables as readonly Iterable<unknown>[])
    : zipAsync(iterables);
}

function* zipSync(iterables: readonly Iterable<unknown>[]): Generator<unknown[]> {
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  const open = new Set(iterators);
  try {
    while (true) {
      const row: unknown[] = [];
      for (const iterator of iterators) {
        const { done, value } = step(iterator, open, iterator.next());
        if (done) return;
        row.push(value);
      }
      yield row;
    }
  } finally {
    for (const iterator of open) iterator.return?.();
  }
}

async function* zipAsync(iterables: readonly AnyIterable[]): AsyncGenerator<unknown[]> {
  const iterators = iterables.map((iterable) =>
    isAsync(iterable) ? iterable[Symbol.asyncIterator]() : iterable[Symbol.iterator]()
  );
  const open = new Set(iterators);
  try {
    while (true) {
      const row: unknown[] = [];
      for (const iterator of iterators) {
        const { done, value } = step(iterator, open, await iterator.next());
        if (done) return;
        row.push(value);
      }
      yield row;
    }
  } finally {
    for (const iterator of open) await iterator.return?.();
  }
}

function isAsync(iterable: AnyIterable): iterable is AsyncIterable<unknown> {
  return Symbol.asyncIterator in Object(iterable);
}

/** What an iterator gave. One that has ended must not be ended again. */
function step<I>(iterator: I, open: Set<I>, result: IteratorResult<unknown>): IteratorResult<unknown> {
  if (result.done) open.delete(iterator);
  return result;
}
