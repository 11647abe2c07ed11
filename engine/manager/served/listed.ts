/** The most items that a client may have a list repeated to. */
export const MAX_ITEMS = 2 ** 25;

/** The items of what a client sent, which may be anything. Throws a `TypeError` if it has none. */
export function listed<T>(items: Iterable<T>, doing: string): T[] {
  if (typeof items === "string" || typeof items === "object" && items !== null && Symbol.iterator in items) {
    return [...items];
  }
  throw new TypeError(`Cannot ${doing} as its items must be a list: received ${typeof items}`);
}
