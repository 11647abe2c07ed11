import { checkOptions } from "../options/check_options.ts";
import { checkTimeout } from "../options/check_timeout.ts";
import { checkPositiveInteger } from "./check_count.ts";
import type { CallOptions, ImapOptions, MapOptions } from "./pool_options.ts";

const CALL_KEYS = ["timeout", "signal"];

/** Throws unless these are options of a call, of the `keys` beside those that every call has. */
export function checkCallOptions(
  options: (CallOptions & Partial<MapOptions & ImapOptions>) | undefined,
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
  if (chunkSize !== undefined) checkPositiveInteger(chunkSize, "chunkSize", doing);
  if (bufferSize !== undefined) checkPositiveInteger(bufferSize, "bufferSize", doing);
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new TypeError(`Cannot ${doing} as 'onProgress' must be a function: received ${String(onProgress)}`);
  }
}
