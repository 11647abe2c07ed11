import { inDeno } from "./runtime.ts";

/** A rejection that the runtime found to be unread. */
interface RejectionEvent {
  readonly promise: Promise<unknown>;
  preventDefault(): void;
}

/**
 * Calls back with each promise of this thread that has rejected and that nobody reads. The runtime goes on as it would have done,
 * unless the callback returns true.
 */
export function onUnreadRejection(listener: (promise: Promise<unknown>) => boolean): void {
  // In Deno to touch `process` takes time.
  const process = inDeno ? undefined : globalThis.process;
  if (process?.on === undefined) {
    globalThis.addEventListener?.("unhandledrejection", (event) => {
      if (listener((event as unknown as RejectionEvent).promise)) event.preventDefault();
    });
    return;
  }
  process.on("unhandledRejection", (reason: unknown, promise: Promise<unknown>) => {
    // With a listener the runtime does nothing by itself. Thrown here, the reason ends the program as it would have done.
    if (!listener(promise) && process.listenerCount("unhandledRejection") === 1) throw reason;
  });
}
