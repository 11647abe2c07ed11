import { KIND_SEMAPHORE } from "../../kernels/core/layout.ts";
import { Handle } from "../memory/handle.ts";

/** The most permits that any semaphore has, as many as POSIX's. */
export const MAX_PERMITS = 2 ** 31 - 1;

/** A semaphore that has `value` permits, and never more than `limit`. Throws a `RangeError` for a value that it cannot have. */
export function createSemaphore(what: string, value: number, limit: number = MAX_PERMITS): Handle {
  if (!(Number.isInteger(value) && value >= 0 && value <= MAX_PERMITS)) {
    throw new RangeError(
      `Cannot create ${what} as its value must be an integer from 0 to below 2^31: received ${String(value)}`,
    );
  }
  return Handle.object(KIND_SEMAPHORE, what, value, limit);
}
