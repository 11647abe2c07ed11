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
      throw new RangeError(`Cannot pop a key that the dict does not have: received ${String(key)}`);
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
  update(entries: Iterable<readonly [K, V]> | Readonly<Record<string, V>>): void {
    const pairs = Symbol.iterator in entries ? entries : Object.entries(entries) as unknown as [K, V][];
    for (const [key, value] of pairs) this.set(key, value);
  }

  /** What a copy of it is. */
  _plain(): Map<K, V> {
    return this.copy();
  }
}

function checkKey<K>(key: K): K {
  if (typeof key !== "object" || key === null) return key;
  throw new TypeError("Cannot use an object as a key: one that is sent twice arrives as two");
}
