import { shown } from "./shown.ts";

/**
 * Checks that `options` is an object whose keys are all in `known`. `doing` says in errors what was asked for, such as
 * "create a pool".
 *
 * @throws {TypeError} If it is no object, or has another key.
 */
export function checkOptions(options: unknown, known: readonly string[], doing: string): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`Cannot ${doing} as its options must be an object: received ${shown(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(
        `Cannot ${doing} as option '${key}' is unknown: the options are ${known.join(", ")}`,
      );
    }
  }
}

/** Throws unless `count` is a whole number of `least` or more. */
export function checkPositiveInteger(count: unknown, name: string, doing: string, least = 1): void {
  if (typeof count !== "number") {
    throw new TypeError(`Cannot ${doing} as '${name}' must be a number: received ${shown(count)}`);
  }
  if (!(count >= least)) {
    throw new RangeError(`Cannot ${doing} as '${name}' must be at least ${least}: received ${count}`);
  }
  if (!Number.isInteger(count)) {
    throw new RangeError(`Cannot ${doing} as '${name}' must be a whole number: received ${count}`);
  }
}

/** MiB without which a thread cannot start: its runtime would end the program. */
const MIN_HEAP = 8;

/** Throws unless `maxHeap` is left out, or as many MiB as a thread can start with. */
export function checkMaxHeap(maxHeap: unknown, doing: string): void {
  if (maxHeap !== undefined) checkPositiveInteger(maxHeap, "maxHeap", doing, MIN_HEAP);
}

/**
 * A timeout in milliseconds, `Infinity` if it is left out. `doing` says in errors what was asked for, such as "get from a
 * queue".
 *
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is negative, NaN, or between 0 and 1, which is meant in Python's seconds.
 */
export function checkTimeout(timeout: number | undefined, doing: string, name: string = "timeout"): number {
  if (timeout === undefined) return Infinity;
  if (typeof timeout !== "number") {
    throw new TypeError(`Cannot ${doing} as '${name}' must be a number of milliseconds: received ${timeout}`);
  }
  if (!(timeout >= 0)) {
    throw new RangeError(`Cannot ${doing} as '${name}' must be 0 or more milliseconds: received ${timeout}`);
  }
  if (timeout > 0 && timeout < 1) {
    throw new RangeError(
      `Cannot ${doing} as '${name}' is in milliseconds, and a part of one looks like seconds: received ${timeout}`,
    );
  }
  return timeout;
}

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
    throw new TypeError(`Cannot ${doing} as 'signal' must be an AbortSignal: received ${shown(signal)}`);
  }
  return { timeout: checkTimeout(timeout, doing), signal };
}
