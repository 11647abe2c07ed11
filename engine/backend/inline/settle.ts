import { isPromiseLike } from "../../worker/run_items.ts";

/** Goes on with what `fn` returns, or throws: at once, unless it is a promise. */
export function settle<T>(
  fn: () => T | PromiseLike<T>,
  succeed: (value: T) => void,
  fail: (error: unknown) => void,
): void {
  let result: T | PromiseLike<T>;
  try {
    result = fn();
  } catch (error) {
    return fail(error);
  }
  if (isPromiseLike(result)) (result as PromiseLike<T>).then(succeed, fail);
  else succeed(result);
}
