/** The most items that a client may have a list repeated to. */
export const MAX_ITEMS = 2 ** 25;

/** What has items: a list of the caller's own, or a proxy of a managed one. */
export type Items<T> = Iterable<T> | AsyncIterable<T> & Disposable;

/** The items of what a client sent, which may be anything: another managed object, too. Throws a `TypeError` if it has none. */
export function listed<T>(items: Items<T>, doing: string): T[] {
  const plain = unwrapped(items);
  if (typeof plain === "string" || typeof plain === "object" && plain !== null && Symbol.iterator in plain) {
    return [...plain as Iterable<T>];
  }
  throw new TypeError(`Cannot ${doing} as its items must be a list: received ${typeof items}`);
}

/** What a managed object is a copy of; anything else as it is. No client can send a method. */
export function unwrapped<T>(value: T): T {
  const { _plain } = Object(value) as { _plain?: () => T };
  return typeof _plain === "function" ? _plain.call(value) : value;
}

/** A dict's key or a set's value. Throws a `TypeError` for what would not be found again. */
export function checkKey<K>(key: K): K {
  if (typeof key !== "object" || key === null) return key;
  throw new TypeError("Cannot use an object as a key: one that is sent twice arrives as two");
}
