import { sliceIndices } from "../../shared/indexing.ts";
import { checkKey, type Items, listed, MAX_ITEMS, unwrapped } from "./listed.ts";
import { shown } from "../../options/shown.ts";

/**
 * A dict in a manager's server: Python's methods of a `dict`, in camelCase, and those of a `Map`. Keys are strings, numbers,
 * bigints, booleans, `null` or `undefined`: an object that is sent twice arrives as two.
 */
export class ManagedDict<K = unknown, V = unknown> {
  readonly #map = new Map<K, V>();

  constructor(entries?: Iterable<readonly [K, V]> | Readonly<Record<string, V>>) {
    if (entries !== undefined) this.update(entries);
  }

  /** How many keys it has. */
  get size(): number {
    return this.#map.size;
  }

  /** Whether it has the key (Python's `in`). */
  has(key: K): boolean {
    return this.#map.has(key);
  }

  /** The key's value; `fallback`, by default `undefined`, if there is none. */
  get(key: K, fallback?: V): V | undefined {
    return this.#map.has(key) ? this.#map.get(key) : fallback;
  }

  /** Sets the key's value. */
  set(key: K, value: V): void {
    this.#map.set(checkKey(key), value);
  }

  /** Removes a key, and returns whether it was there. */
  delete(key: K): boolean {
    return this.#map.delete(key);
  }

  clear(): void {
    this.#map.clear();
  }

  /** Its content as a `Map` of the caller's own. */
  copy(): Map<K, V> {
    return new Map(this.#map);
  }

  /** Its keys as they are now. */
  keys(): K[] {
    return [...this.#map.keys()];
  }

  /** Its values as they are now. */
  values(): V[] {
    return [...this.#map.values()];
  }

  /** Its keys with their values as they are now (Python's `items`). */
  entries(): [K, V][] {
    return [...this.#map];
  }

  /** As `entries`. */
  items(): [K, V][] {
    return [...this.#map];
  }

  /** Removes a key and returns its value. If there is none, returns `fallback`, and without one throws a `RangeError`. */
  pop(...[key, ...fallback]: [key: K, fallback?: V]): V {
    if (this.#map.has(key)) {
      const value = this.#map.get(key)!;
      this.#map.delete(key);
      return value;
    }
    if (fallback.length === 0) {
      throw new RangeError(`Cannot pop a key that the dict does not have: received ${shown(key)}`);
    }
    return fallback[0]!;
  }

  /** Removes the key that was set last and returns it with its value. Throws a `RangeError` if there is none. */
  popItem(): [K, V] {
    const last = [...this.#map.keys()].at(-1);
    if (this.#map.size === 0) throw new RangeError("Cannot pop an item as the dict is empty");
    return [last as K, this.pop(last as K)];
  }

  /** The key's value, which is `value` from now on if it had none. */
  setDefault(key: K, value: V): V {
    if (!this.#map.has(key)) this.set(key, value);
    return this.#map.get(key)!;
  }

  /** Sets many values: of a `Map`, of pairs, or of an object's fields. */
  update(given: Items<readonly [K, V]> | Readonly<Record<string, V>>): void {
    const entries = unwrapped(given);
    if (typeof entries !== "object" || entries === null) {
      throw new TypeError(
        `Cannot update a dict as its entries must be pairs or an object: received ${shown(entries)}`,
      );
    }
    const pairs = Symbol.iterator in entries ? entries : Object.entries(entries) as unknown as [K, V][];
    for (const pair of pairs) {
      if (!Array.isArray(pair)) throw new TypeError("Cannot update a dict as an entry must be [key, value]");
      this.set(pair[0], pair[1]);
    }
  }

  /** What a copy of it is. */
  _plain(): Map<K, V> {
    return this.copy();
  }
}

/**
 * A list in a manager's server: Python's methods of a `list`, in camelCase, and some of an array's. Negative indices count from
 * the end. Values are equal if they are the same string, number … or the same managed object.
 */
export class ManagedList<T = unknown> {
  #items: T[];

  constructor(items: Iterable<T> = []) {
    this.#items = listed(items, "create a list");
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
  extend(items: Items<T>): void {
    for (const item of listed(items, "extend a list")) this.#items.push(item);
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

  /**
   * Where a value is first, among the items of Python's `[start:stop]`, by default all. Throws a `RangeError` if it is
   * nowhere.
   */
  index(item: T, start?: number, stop?: number): number {
    const { start: first, count } = sliceIndices(this.#items.length, start, stop);
    const found = this.#items.indexOf(item, first);
    if (found >= 0 && found < first + count) return found;
    throw new RangeError(`Cannot find a value that is not in the list: received ${shown(item)}`);
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

  /**
   * Replaces the items of Python's `[start:stop]` by any number of others, those of `[start:stop:step]` by as many. Throws a
   * `RangeError` for another number.
   */
  setSlice(source: Items<T>, start?: number, stop?: number, step?: number): void {
    const items = listed(source, "set a slice");
    const { start: first, step: by, count } = sliceIndices(this.#items.length, start, stop, step);
    if (by === 1) {
      this.#items = [...this.#items.slice(0, first), ...items, ...this.#items.slice(first + count)];
    } else if (items.length === count) {
      for (let i = 0; i < count; i++) this.#items[first + i * by] = items[i]!;
    } else {
      throw new RangeError(`Cannot set a slice of ${count} items, ${by} apart: received ${items.length}`);
    }
  }

  /** Removes the items of Python's `[start:stop:step]` (its `del`). */
  deleteSlice(start?: number, stop?: number, step?: number): void {
    const { start: first, step: by, count } = sliceIndices(this.#items.length, start, stop, step);
    const gone = new Set(Array.from({ length: count }, (_, i) => first + i * by));
    this.#items = this.#items.filter((_, i) => !gone.has(i));
  }

  /** The items, and after them those of another (Python's `+`), as an array of the caller's own. */
  concat(items: Items<T>): T[] {
    return [...this.#items, ...listed(items, "concatenate a list")];
  }

  /** The items, so many times (Python's `*`), as an array of the caller's own. */
  repeat(count: number): T[] {
    const times = Math.max(0, count);
    if (!(Number.isInteger(times) && times * this.#items.length <= MAX_ITEMS)) {
      throw new RangeError(
        `Cannot repeat the list as the most items are ${MAX_ITEMS}: received ${count} times`,
      );
    }
    // An empty list repeated for ever is empty, too.
    const result: T[] = [];
    for (let i = 0; i < times && this.#items.length > 0; i++) {
      for (const item of this.#items) result.push(item);
    }
    return result;
  }

  /** Makes the list so many times itself (Python's `*=`). */
  repeatInPlace(count: number): void {
    this.#items = this.repeat(count);
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

/** Named values in a manager's server. */
export class ManagedNamespace<T extends object = Record<string, unknown>> {
  readonly #values = new Map<PropertyKey, unknown>();

  constructor(values: Partial<T> = {}) {
    if (typeof values !== "object" || values === null) {
      throw new TypeError(
        `Cannot create a namespace as its values must be an object: received ${shown(values)}`,
      );
    }
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  /** A name's value. Throws a `ReferenceError` if there is none. */
  get<K extends keyof T>(name: K): T[K] {
    if (this.#values.has(name)) return this.#values.get(name) as T[K];
    throw new ReferenceError(`Cannot find "${String(name)}" in the namespace`);
  }

  set<K extends keyof T>(name: K, value: T[K]): void {
    this.#values.set(name, value);
  }

  /** Removes a name, and returns whether it was there. */
  delete(name: keyof T): boolean {
    return this.#values.delete(name);
  }

  has(name: keyof T): boolean {
    return this.#values.has(name);
  }

  /** The names that have values. */
  names(): (keyof T)[] {
    return [...this.#values.keys()] as (keyof T)[];
  }

  /** What a copy of it is. */
  _plain(): Partial<T> {
    return Object.fromEntries(this.#values) as Partial<T>;
  }
}
