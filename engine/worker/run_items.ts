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

/** Whether awaiting the value would wait. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null &&
    typeof (value as { then?: unknown }).then === "function";
}
