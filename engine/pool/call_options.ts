import { checkOptions } from "../options/check_options.ts";
import { checkTimeout } from "../options/check_timeout.ts";
import { checkCount } from "./check_count.ts";
import type { CallOptions, LazyMapOptions, MapOptions } from "./pool_options.ts";

const CALL_KEYS = ["timeout", "signal"];

/** Throws unless these are options of a call, of the `keys` beside those that every call has. */
export function checkCallOptions(
  options: (CallOptions & Partial<MapOptions & LazyMapOptions>) | undefined,
  keys: readonly string[],
  doing: string,
): void {
  if (options === undefined) return;
  checkOptions(options, [...CALL_KEYS, ...keys], doing);
  const { timeout, signal, chunkSize, bufferSize, onProgress } = options;
  if (timeout !== undefined) checkTimeout(timeout, doing);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`Cannot ${doing} as 'signal' must be an AbortSignal: received ${String(signal)}`);
  }
  if (chunkSize !== undefined) checkCount(chunkSize, "chunkSize", doing);
  if (bufferSize !== undefined) checkCount(bufferSize, "bufferSize", doing);
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new TypeError(`Cannot ${doing} as 'onProgress' must be a function: received ${String(onProgress)}`);
  }
}
