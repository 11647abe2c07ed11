/** How a future ended. */
export type FutureOutcome<T> = { readonly value: T } | { readonly error: unknown };

/** Where a future has got to, and who must be told (Python's `Future._state` and `_waiters`). */
export class FutureState<T> {
  name: "pending" | "running" | "cancelled" | "cancelled and notified" | "finished" = "pending";
  /** There is one once it is finished. */
  outcome: FutureOutcome<T> | undefined;
  #observers: Set<() => void> | undefined;

  get isCancelled(): boolean {
    return this.name === "cancelled" || this.name === "cancelled and notified";
  }

  /** Whether those who wait for several futures count it as done. */
  get isNotified(): boolean {
    return this.name === "finished" || this.name === "cancelled and notified";
  }

  /** Whether it finished with an error. */
  get hasFailed(): boolean {
    return this.outcome !== undefined && "error" in this.outcome;
  }

  /** Calls back once, as soon as it {@linkcode isNotified}; returns what calls that off. */
  observe(observer: () => void): () => void {
    const observers = this.#observers ??= new Set();
    observers.add(observer);
    return () => void observers.delete(observer);
  }

  /** It is notified now. */
  notify(): void {
    const observers = this.#observers;
    this.#observers = undefined;
    for (const observer of observers ?? []) observer();
  }
}
