import { deferred } from "../options/deferred.ts";
import type { PoolWorkers } from "./pool_workers.ts";

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
