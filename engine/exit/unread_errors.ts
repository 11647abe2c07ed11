import { isolateState } from "../platform/copies.ts";
import { onUnreadRejection } from "../platform/rejections.ts";
import { inspect } from "../platform/runtime.ts";

/** What becomes of the error of a call that nobody reads: it is written to the console, or ends the program. */
export type UnreadErrors = "warn" | "throw";

/** An error that a promise of the library's rejects with, and the place of the call, if it is known. */
interface UnreadError {
  readonly error: unknown;
  readonly stack: string | undefined;
}

const setting = isolateState("unread errors", (): { mode: UnreadErrors } => ({ mode: "warn" }));
let isListening = false;
const awaited = new WeakMap<object, UnreadError>();
/** One error may be that of several calls. */
const told = new WeakSet<object>();
/** Errors that the program itself brought about, as by terminating a pool. */
const expected = new WeakSet<Error>();

/** What becomes of errors that nobody reads, in this thread and in those that it starts. */
export function unreadErrors(): UnreadErrors {
  return setting.mode;
}

/** Sets {@linkcode unreadErrors}. */
export function setUnreadErrors(wanted: UnreadErrors): void {
  setting.mode = wanted;
}

/** Marks an error as one that the program knows of: nobody has to read it. Returns it. */
export function expectedError<E extends Error>(error: E): E {
  expected.add(error);
  return error;
}

/** To be called before `promise` is found to have rejected with `error`, the error of a call that was made at `stack`. */
export function watchUnread(promise: Promise<unknown>, error: unknown, stack?: string): void {
  if (expected.has(error as Error)) {
    promise.catch(() => {});
    return;
  }
  awaited.set(promise, { error, stack });
  if (isListening) return;
  isListening = true;
  onUnreadRejection(tell);
}

function tell(promise: Promise<unknown>): boolean {
  const unread = awaited.get(promise);
  if (unread === undefined || unreadErrors() === "throw") return false;
  const { error, stack } = unread;
  if (error instanceof Error) {
    if (told.has(error)) return true;
    told.add(error);
  }
  const text = inspect(error);
  const site = stack?.split("\n").slice(1).join("\n");
  // An error's stack mostly has the place already.
  const place = site && !text.includes(site) ? `\n    --- called from another thread ---\n${site}` : "";
  console.warn(`Nobody reads the error of a call to a pool or an executor: ${text}${place}`);
  return true;
}
