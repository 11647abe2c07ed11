/** Throws unless `count` is a whole number of 1 or more. */
export function checkPositiveInteger(count: unknown, name: string, doing: string): void {
  if (typeof count !== "number") {
    throw new TypeError(`Cannot ${doing} as '${name}' must be a number: received ${String(count)}`);
  }
  if (!(count >= 1)) {
    throw new RangeError(`Cannot ${doing} as '${name}' must be at least 1: received ${count}`);
  }
  if (!Number.isInteger(count)) {
    throw new RangeError(`Cannot ${doing} as '${name}' must be a whole number: received ${count}`);
  }
}
