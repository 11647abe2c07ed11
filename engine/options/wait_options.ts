import { checkOptions } from "./check_options.ts";
import { checkTimeout } from "./check_timeout.ts";

/** Options of a call that blocks its thread. */
export interface BlockingOptions {
  /** Milliseconds to wait at most; for ever by default. */
  readonly timeout?: number | undefined;
}

/** Options of a call that waits without blocking. */
export interface AsyncOptions extends BlockingOptions {
  /** Ends the wait: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const BLOCKING = ["timeout"];
const ASYNC = ["timeout", "signal"];

/** The timeout of a call that blocks, in milliseconds. */
export function blockingTimeout(options: BlockingOptions | undefined, doing: string): number {
  if (options === undefined) return Infinity;
  checkOptions(options, BLOCKING, doing);
  return checkTimeout(options.timeout, doing);
}

const FOR_EVER: { readonly timeout: number; readonly signal: AbortSignal | undefined } = {
  timeout: Infinity,
  signal: undefined,
};

/** The timeout, in milliseconds, and the signal of a call that does not block. */
export function asyncWait(
  options: AsyncOptions | undefined,
  doing: string,
): { readonly timeout: number; readonly signal: AbortSignal | undefined } {
  if (options === undefined) return FOR_EVER;
  checkOptions(options, ASYNC, doing);
  const { timeout, signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`Cannot ${doing} as 'signal' must be an AbortSignal: received ${String(signal)}`);
  }
  return { timeout: checkTimeout(timeout, doing), signal };
}
