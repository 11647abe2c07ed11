/** What proxies of built-in types do in the thread that calls them. Importing this makes it known. */
import { TimeoutError } from "../errors/wait_errors.ts";
import { type AsyncOptions, asyncWait } from "../options/check_options.ts";
import "./pool_proxy.ts";
import { addProxyMethods, type BaseProxy } from "./proxy.ts";

/** Iterates over a managed list item by item, as Python does, and so sees all that changes meanwhile. */
async function* items(this: BaseProxy): AsyncGenerator<unknown> {
  for (let at = 0;; at++) {
    const rest = await this.callMethod("slice", [at, at + 1]) as unknown[];
    if (rest.length === 0) return;
    yield rest[0];
  }
}

/** Iterates over a managed dict as it is when iteration begins. */
async function* entries(this: BaseProxy): AsyncGenerator<unknown> {
  yield* await this.callMethod("entries") as unknown[];
}

/** Iterates over a managed set as it is when iteration begins. */
async function* values(this: BaseProxy): AsyncGenerator<unknown> {
  yield* await this.callMethod("values") as unknown[];
}

/** An iterator iterates over the rest of itself. */
function itself(this: BaseProxy): BaseProxy {
  return this;
}

/** Takes items until the queue is closed and empty. */
async function* taken(this: BaseProxy): AsyncGenerator<unknown> {
  while (true) {
    let item: unknown;
    try {
      item = await this.callMethod("get");
    } catch (error) {
      if ((error as Error)?.name === "QueueClosedError") return;
      throw error;
    }
    yield item;
  }
}

/** Acquires for a block: `await using _ = await lock.hold()`. */
async function hold(this: BaseProxy, options?: AsyncOptions): Promise<AsyncDisposable> {
  const { timeout, signal } = asyncWait(options, "acquire it");
  if (!await this.callMethod("acquire", [{ timeout }], signal)) {
    throw new TimeoutError(`Cannot acquire it as it did not come free within ${timeout} ms`);
  }
  let held = true;
  return {
    [Symbol.asyncDispose]: async () => {
      if (held) await this.callMethod("release");
      held = false;
    },
  };
}

/** Waits for a condition until a function of this thread returns something true. */
async function waitFor(
  this: BaseProxy,
  predicate: () => unknown,
  options?: AsyncOptions,
): Promise<unknown> {
  const { timeout, signal } = asyncWait(options, "wait for a condition");
  const end = performance.now() + timeout;
  while (true) {
    const result = await predicate();
    const left = end - performance.now();
    if (result || left <= 0) return result;
    await this.callMethod("wait", [{ timeout: Math.max(1, left) }], signal);
  }
}

for (const typeId of ["list", "Array"]) addProxyMethods(typeId, { [Symbol.asyncIterator]: items });
addProxyMethods("dict", { [Symbol.asyncIterator]: entries });
addProxyMethods("set", { [Symbol.asyncIterator]: values });
addProxyMethods("Iterator", { [Symbol.asyncIterator]: itself });
for (const typeId of ["Queue", "JoinableQueue"]) addProxyMethods(typeId, { [Symbol.asyncIterator]: taken });
for (const typeId of ["Lock", "RLock", "Semaphore", "BoundedSemaphore"]) addProxyMethods(typeId, { hold });
addProxyMethods("Condition", { hold, waitFor });
