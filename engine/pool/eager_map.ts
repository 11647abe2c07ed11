import type { TaskKind } from "../worker/run_task.ts";
import type { Backend, Definition } from "../backend/backend.ts";
import type { MapOptions } from "./pool_options.ts";
import { isDivisible, nameItems } from "./refused_items.ts";

/** Chunks on their way for each worker: one runs, the others wait, so that no worker waits for this thread. */
const CHUNKS_AHEAD_PER_WORKER = 2;

/** A list that can be cut; typed arrays give plain arrays of their elements. */
export type Items = ArrayLike<unknown>;

/**
 * Applies a function to all items of a list, chunk by chunk, and tells `end` the results in order. As in Python, all chunks
 * run even if one fails; the error told is that of the first item in order that failed. Throws for items that cannot be
 * sent only if none of them was.
 */
export function eagerMap(
  backend: Backend,
  kind: TaskKind,
  definition: Definition,
  items: Items,
  options: MapOptions,
  end: { succeed(results: unknown[]): void; fail(error: unknown): void },
): void {
  const total = items.length;
  if (total === 0) return end.succeed([]);
  const { timeout, signal, onProgress } = options;
  const sizer = new ChunkSizer(
    backend.processes,
    options.chunkSize ?? (timeout === undefined ? undefined : 1),
  );
  const results: unknown[] = new Array(total);
  let next = 0, done = 0, running = 0;
  let failedAt = Infinity, failure: unknown;

  const settled = (count: number) => {
    running--;
    done += count;
    try {
      onProgress?.({ done, total });
    } catch (error) {
      [failedAt, failure] = [-1, error];
    }
    sendMore();
  };

  const finish = () => failedAt === Infinity ? end.succeed(results) : end.fail(failure);

  const submit = (from: number, count: number) => {
    running++;
    const fail = (error: unknown) => {
      if (from < failedAt) [failedAt, failure] = [from, error];
      settled(count);
    };
    const request = {
      kind,
      definition,
      values: cut(items, from, from + count),
      nameOf: nameItems(from),
      timeout,
      signal,
      succeed: (values: unknown[], elapsed: number) => {
        for (let index = 0; index < count; index++) results[from + index] = values[index];
        sizer.measured(count, elapsed);
        settled(count);
      },
      fail,
    };
    try {
      backend.submit(request);
    } catch (error) {
      if (!isDivisible(count, error)) return fail(error);
      running--;
      const half = count >> 1;
      submit(from, half);
      submit(from + half, count - half);
    }
  };

  const send = () => {
    const from = next;
    const count = sizer.next(total - from);
    next += count;
    submit(from, count);
  };

  let sending = false;
  const sendMore = () => {
    // A chunk that is refused at once is settled while it is being sent.
    if (sending) return;
    sending = true;
    while (next < total && running < CHUNKS_AHEAD_PER_WORKER * backend.processes) send();
    sending = false;
    if (done === total) finish();
  };
  sendMore();
}

function cut(items: Items, from: number, to: number): unknown[] {
  if (Array.isArray(items)) return items.slice(from, to);
  return Array.from({ length: to - from }, (_, index) => items[from + index]);
}

/** Milliseconds that a chunk should take: long beside the cost of sending it, short beside a whole job. */
const TARGET_CHUNK_MS = 5;
const FIRST_CHUNK_ITEMS = 16;
const MAX_CHUNK_GROWTH = 8;

/**
 * Sizes of chunks: small at first, then what takes about 5 ms by the pace measured so far, and never so large that some
 * worker has nothing left to do (guided self-scheduling: Polychronopoulos and Kuck, 1987).
 */
export class ChunkSizer {
  readonly #fixed: number | undefined;
  readonly #workers: number;
  #size = FIRST_CHUNK_ITEMS;

  constructor(workers: number, fixed: number | undefined) {
    this.#workers = workers;
    this.#fixed = fixed;
  }

  /** Items for the next chunk when so many are left. */
  next(left: number): number {
    if (this.#fixed !== undefined) return Math.min(left, this.#fixed);
    return Math.min(left, this.#size, Math.max(1, Math.ceil(left / (2 * this.#workers))));
  }

  /** A chunk of so many items ran for `elapsed` ms. */
  measured(items: number, elapsed: number): void {
    const wanted = elapsed > 0 ? Math.round(items * TARGET_CHUNK_MS / elapsed) : Infinity;
    this.#size = Math.max(1, Math.min(wanted, Math.max(items, this.#size) * MAX_CHUNK_GROWTH));
  }
}
