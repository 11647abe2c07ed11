/** What goes through something step by step: an iterator, or what has one. */
export type Iterated<T> = Iterable<T> | AsyncIterable<T>;

/** An iterator in a manager's server: the object of a generator that was registered, or what a method returned. */
export class ManagedIterator<T = unknown> {
  readonly #iterator: Iterator<T> | AsyncIterator<T>;

  constructor(source: Iterated<T>) {
    if (!isIterated(source)) {
      throw new TypeError(`Cannot iterate over what has no iterator: received ${typeof source}`);
    }
    this.#iterator = Symbol.asyncIterator in source
      ? source[Symbol.asyncIterator]()
      : source[Symbol.iterator]();
  }

  /** The next value. A generator's `yield` returns `value` (Python's `send`). */
  next(...value: [unknown?]): IteratorResult<T> | Promise<IteratorResult<T>> {
    return this.#iterator.next(...value as []);
  }

  /** Ends it (Python's `close`). */
  return(value?: unknown): IteratorResult<T> | Promise<IteratorResult<T>> {
    return this.#iterator.return?.(value) ?? { done: true, value };
  }

  /** Has a generator's `yield` throw an error. */
  throw(error: unknown): IteratorResult<T> | Promise<IteratorResult<T>> {
    if (this.#iterator.throw !== undefined) return this.#iterator.throw(error);
    throw error;
  }
}

/** Whether it can be gone through. */
function isIterated(source: unknown): source is Iterated<unknown> {
  return typeof source === "object" && source !== null &&
    (Symbol.iterator in source || Symbol.asyncIterator in source);
}

/** Whether it is an iterator itself, as what a generator function returns. */
export function isIterator(object: unknown): object is Iterated<unknown> {
  return isIterated(object) && typeof (object as { next?: unknown }).next === "function";
}
