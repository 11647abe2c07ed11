/**
 * A timeout in milliseconds, `Infinity` if it is left out. `doing` says in errors what was asked for, such as "get from a
 * queue".
 *
 * @throws {TypeError} If it is no number.
 * @throws {RangeError} If it is negative, NaN, or between 0 and 1, which is meant in Python's seconds.
 */
export function checkTimeout(timeout: number | undefined, doing: string): number {
  if (timeout === undefined) return Infinity;
  if (typeof timeout !== "number") {
    throw new TypeError(`Cannot ${doing} as 'timeout' must be a number of milliseconds: received ${timeout}`);
  }
  if (!(timeout >= 0)) {
    throw new RangeError(`Cannot ${doing} as 'timeout' must be 0 or more milliseconds: received ${timeout}`);
  }
  if (timeout > 0 && timeout < 1) {
    throw new RangeError(
      `Cannot ${doing} as 'timeout' is in milliseconds, and a part of one looks like seconds: received ${timeout}`,
    );
  }
  return timeout;
}
