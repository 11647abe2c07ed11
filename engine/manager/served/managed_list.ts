import { sliceIndices } from "../../shared/slice_indices.ts";

/**
 * A list in a manager's server: Python's methods of a `list`, in camelCase, and some of an array's. Negative indices count from
 * the end. Values are equal if they are the same string, number … or the same managed object.
 */
export class ManagedList<T = unknown> {
  readonly #items: T[];

  constructor(items: Iterable<T> = []) {
    this.#items = [...items];
  }

  /** How many items it has (Python's `len`). */
  get length(): number {
    return this.#items.length;
  }

  /** The item at an index. Throws a `RangeError` if there is none. */
  at(index: number): T {
    return this.#items[this.#index(index)]!;
  }

  /** Replaces the item at an index. */
  set(index: number, item: T): void {
    this.#items[this.#index(index)] = item;
  }

  /** Removes the item at an index. */
  delete(index: number): void {
    this.#items.splice(this.#index(index), 1);
  }

  append(item: T): void {
    this.#items.push(item);
  }

  /** Appends items, and returns how many there are then. */
  push(...items: T[]): number {
    return this.#items.push(...items);
  }

  /** Appends all items of another (Python's `+=`). */
  extend(items: Iterable<T>): void {
    for (const item of items) this.#items.push(item);
  }

  /** Inserts an item before an index. */
  insert(index: number, item: T): void {
    this.#items.splice(index, 0, item);
  }

  /** Removes the item at an index, by default the last, and returns it. */
  pop(index: number = -1): T {
    return this.#items.splice(this.#index(index), 1)[0]!;
  }

  /** Removes the first item that equals a value. Throws a `RangeError` if there is none. */
  remove(item: T): void {
    this.#items.splice(this.index(item), 1);
  }

  /** Where a value is first, from `start` on. Throws a `RangeError` if it is nowhere. */
  index(item: T, start: number = 0, stop: number = this.#items.length): number {
    const found = this.#items.slice(0, stop).indexOf(item, start);
    if (found >= 0) return found;
    throw new RangeError(`Cannot find a value that is not in the list: received ${String(item)}`);
  }

  count(item: T): number {
    return this.#items.filter((one) => one === item).length;
  }

  /** Whether a value is in it (Python's `in`). */
  includes(item: T): boolean {
    return this.#items.includes(item);
  }

  reverse(): void {
    this.#items.reverse();
  }

  /** Sorts it by `<`, numbers as numbers. */
  sort({ reverse = false }: { readonly reverse?: boolean } = {}): void {
    const sign = reverse ? -1 : 1;
    this.#items.sort((a, b) => a < b ? -sign : b < a ? sign : 0);
  }

  clear(): void {
    this.#items.length = 0;
  }

  /** The items of Python's `[start:stop:step]`, as an array of the caller's own. */
  slice(start?: number, stop?: number, step?: number): T[] {
    const { start: first, step: by, count } = sliceIndices(this.#items.length, start, stop, step);
    return Array.from({ length: count }, (_, i) => this.#items[first + i * by]!);
  }

  /** The items, and after them those of another (Python's `+`), as an array of the caller's own. */
  concat(items: Iterable<T>): T[] {
    return [...this.#items, ...items];
  }

  /** The items, so many times (Python's `*`), as an array of the caller's own. */
  repeat(count: number): T[] {
    return Array.from({ length: Math.max(0, count) }, () => this.#items).flat(1) as T[];
  }

  /** What a copy of it is. */
  _plain(): T[] {
    return [...this.#items];
  }

  #index(index: number): number {
    const { length } = this.#items;
    const at = index < 0 ? index + length : index;
    if (Number.isInteger(at) && at >= 0 && at < length) return at;
    throw new RangeError(`Cannot find index ${index} in a list of ${length}`);
  }
}
