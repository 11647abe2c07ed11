import { type AsyncCallbacks, AsyncResult } from "./async_result.ts";
import type { Backend } from "../backend/backend.ts";
import { watchUnread } from "../exit/unread_errors.ts";
import { deferred } from "../options/promises.ts";

/** Whom a call tells how it ended: once, with one or the other. */
export interface Completion<R> {
  succeed(result: R): void;
  fail(error: unknown): void;
}

/** A call that is ready to begin. It may throw, before anything was sent. */
export type Start<R> = (end: Completion<R>) => void;

/** Cuts the engine's own frames off stacks. */
export interface StackCutter {
  /** Has the stack of an error that the engine threw begin at the line that called `entry`, which still runs. */
  beginAtCaller(error: unknown, entry: (...args: never[]) => unknown): void;
  /** Puts the frames of the call in the place of an error's own, if these are all the engine's. */
  replaceOwn(error: Error, frames: string): boolean;
}

/** Where the engine is bundled with the program, its frames cannot be told from the program's, and there is none. */
export let stacks: StackCutter | undefined;

/** Has stacks cut from now on. */
export function useStackCutter(cutter: StackCutter): void {
  stacks = cutter;
}

/** Begins a call. What it refuses is thrown as if by the line that made the call. */
function begin<R>(start: Start<R>, { entry }: CallSite, end: Completion<R>): void {
  try {
    start(end);
  } catch (error) {
    if (entry !== undefined) stacks?.beginAtCaller(error, entry);
    throw error;
  }
}

/** Begins a call. The promise is that of its result. */
export function asPromise<R>(start: Start<R>, site: CallSite): Promise<R> {
  const { promise, resolve, reject } = deferred<R>();
  const fail = (error: unknown) => {
    addCallSite(error, site);
    watchUnread(promise, error, site.stack);
    reject(error);
  };
  try {
    begin(start, site, { succeed: resolve, fail });
  } catch (error) {
    watchUnread(promise, error, site.stack);
    reject(error);
  }
  return promise;
}

/** Begins a call whose result is asked for later. What it refuses is thrown here. */
export function asAsyncResult<R>(
  start: Start<R>,
  site: CallSite,
  callbacks: AsyncCallbacks<R>,
): AsyncResult<R> {
  const { promise, resolve, reject } = deferred<R>();
  begin(start, site, {
    succeed: resolve,
    fail: (error) => {
      addCallSite(error, site);
      reject(error);
    },
  });
  return new AsyncResult(promise, callbacks, site.stack);
}

/** Begins a call and blocks this thread until it has ended. */
export function asValue<R>(start: Start<R>, site: CallSite, backend: Backend): R {
  let outcome: { result: R } | { error: unknown } | undefined;
  begin(start, site, {
    succeed: (result) => outcome = { result },
    fail: (error) => outcome = { error },
  });
  backend.serveUntil(() => outcome !== undefined, Infinity);
  if ("result" in outcome!) return outcome.result;
  addCallSite(outcome!.error, site);
  throw outcome!.error;
}

/** Where a call was made, for the stack of an error that comes back from another thread. */
export interface CallSite {
  readonly stack?: string | undefined;
  /** The method that was called, if its frame can be found. */
  readonly entry?: ((...args: never[]) => unknown) | undefined;
}

/** Calls in flight up to which each remembers where it was made: that takes longer than to send a small task. */
const MAX_REMEMBERED_CALLS = 100;
const FORGOTTEN: CallSite = {};

/** Whether the engine keeps the frame of a function that ends with a call. If not, as in JavaScriptCore, all frames must do. */
let canFindEntry: boolean | undefined;

function probe(): boolean {
  return hasFramesBelow(probe);
}

function hasFramesBelow(entry: () => unknown): boolean {
  const site: CallSite = {};
  Error.captureStackTrace(site, entry);
  // Read once only: to write the frames out takes far longer than to send a task.
  return site.stack!.includes("\n");
}

/** The place that called `entry`, unless so many calls are `pending` that remembering it would slow them down. */
export function callSite(entry: (...args: never[]) => unknown, pending: number): CallSite {
  if (pending > MAX_REMEMBERED_CALLS) return FORGOTTEN;
  canFindEntry ??= probe();
  const site: CallSite = canFindEntry ? { entry } : {};
  Error.captureStackTrace(site, site.entry);
  return site;
}

const told = new WeakSet<Error>();

/** Adds to an error's stack, once, where the call was made that led to it. */
export function addCallSite(error: unknown, site: CallSite): void {
  if (!(error instanceof Error) || told.has(error) || Object.isFrozen(error)) return;
  told.add(error);
  const frames = site.stack?.split("\n").slice(1).join("\n");
  if (!frames || stacks?.replaceOwn(error, frames)) return;
  error.stack = `${error.stack}\n    --- called from another thread ---\n${frames}`;
}
