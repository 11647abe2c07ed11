import { isArrayObject } from "../kernel/array_object.ts";
import type { Items } from "./eager_map.ts";

/** A list of what the caller passed, read to its end, unless it must be waited for. What reading throws is thrown. */
export function itemList(items: unknown, doing: string): Items | AsyncIterable<unknown> {
  // A copy: the caller may change the list while parts of it have still to be sent.
  if (Array.isArray(items) || (ArrayBuffer.isView(items) && !(items instanceof DataView))) {
    return (items as unknown[]).slice();
  }
  const list = isArrayObject(items) ? items.slice() : items;
  if (Array.isArray(list)) return list;
  if (typeof list === "string") return [...list];
  if (typeof items === "object" && items !== null) {
    if (Symbol.iterator in items) return Array.from(items as Iterable<unknown>);
    if (Symbol.asyncIterator in items) return items as AsyncIterable<unknown>;
  }
  throw new TypeError(`Cannot ${doing} as the items must be iterable: received ${String(items)}`);
}

/** Throws unless each item can be spread into arguments. */
export function argumentLists(items: Items, doing: string): Items {
  return Array.from(items, (item, index) => {
    if (Array.isArray(item)) return item;
    if (typeof item === "object" && item !== null && Symbol.iterator in item) {
      return [...item as Iterable<unknown>];
    }
    throw new TypeError(
      `Cannot ${doing} as each item must be a list of arguments: received ${String(item)} at index ${index}`,
    );
  });
}
