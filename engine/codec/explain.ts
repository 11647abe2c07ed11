import { TransferError } from "../errors/transfer_error.ts";
import { findPath, pathOf } from "./find_path.ts";
import { Refusal } from "./refusal.ts";

const toString = Object.prototype.toString;

/** The error for the caller: where in `root`, called `name`, the encoder stopped, and why. */
export function toTransferError(root: unknown, name: string, failure: unknown): TransferError {
  if (failure instanceof Refusal) {
    // A getter that returns another object each time leaves only its likeness to look for.
    const found = findPath(root, name, ({ value }) => Object.is(value, failure.value)) ??
      findPath(root, name, ({ value }) => isLike(value, failure.value));
    return refused(found === undefined ? name : pathOf(found), failure.reason, failure.cause);
  }
  const getter = findPath(root, name, ({ threw }) => threw);
  if (getter !== undefined) {
    return refused(pathOf(getter), `reading it threw: received '${describe(getter.error)}'`, getter.error);
  }
  return refused(name, `encoding it failed: received '${describe(failure)}'`, failure);
}

function refused(path: string, reason: string, cause: unknown): TransferError {
  return new TransferError(`Cannot send ${path} as ${reason}`, cause === undefined ? undefined : { cause });
}

function isLike(value: unknown, offender: unknown): boolean {
  return typeof value === typeof offender && toString.call(value) === toString.call(offender) &&
    toString.call(value) !== "[object Object]";
}

function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return typeof error;
  }
}
