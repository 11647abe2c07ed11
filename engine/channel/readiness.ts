/** The method that lets `wait` wait for an object. */
export const readiness: unique symbol = Symbol.for("multicore.readiness");

/** What `wait` needs to know of an object. */
export interface Readiness {
  /** Signalled when the object may have become ready. */
  readonly waitable: number;
  /** Whether it is ready. Throws if it cannot become so any more. */
  isReady(): boolean;
}

/** What `wait` waits for: a connection, until there is something to receive or its other end is closed, or a process, until it has ended. */
export interface Awaitable {
  /**
   * How it is waited for.
   *
   * @internal
   */
  [readiness](): Readiness;
}
