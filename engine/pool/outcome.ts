import { type AsyncCallbacks, AsyncResult } from "./async_result.ts";
import type { Backend } from "../backend/backend.ts";
import { deferred } from "../options/deferred.ts";
import { addCallSite, type CallSite } from "./call_site.ts";

/** Whom a call tells how it ended: once, with one or the other. */
export interface Completion<R> {
  succeed(result: R): void;
  fail(error: unknown): void;
}

/** A call that is ready to begin. It may throw, before anything was sent. */
export type Start<R> = (end: Completion<R>) => void;

/** Begins a call. The promise is that of its result. */
export function asPromise<R>(start: Start<R>, site: CallSite): Promise<R> {
  return new Promise((succeed, reject) => {
    start({
      succeed,
      fail: (error) => {
        addCallSite(error, site);
        reject(error);
      },
    });
  });
}

/** Begins a call whose result is asked for later. What it refuses is thrown here. */
export function asAsyncResult<R>(
  start: Start<R>,
  site: CallSite,
  callbacks: AsyncCallbacks<R>,
): AsyncResult<R> {
  const { promise, resolve, reject } = deferred<R>();
  start({
    succeed: resolve,
    fail: (error) => {
      addCallSite(error, site);
      reject(error);
    },
  });
  return new AsyncResult(promise, callbacks);
}

/** Begins a call and blocks this thread until it has ended. */
export function asValue<R>(start: Start<R>, site: CallSite, backend: Backend): R {
  let outcome: { result: R } | { error: unknown } | undefined;
  start({
    succeed: (result) => outcome = { result },
    fail: (error) => outcome = { error },
  });
  backend.serveUntil(() => outcome !== undefined, Infinity);
  if ("result" in outcome!) return outcome.result;
  addCallSite(outcome!.error, site);
  throw outcome!.error;
}
