import { shown } from "../../options/shown.ts";
import { checkKey, type Items, listed } from "./listed.ts";

/**
 * A set in a manager's server: Python's methods of a `set`, in camelCase, and those of a `Set`. Values are strings, numbers, bigints,
 * booleans, `null` or `undefined`: an object that is sent twice arrives as two.
 */
export class ManagedSet<T = unknown> {
  #values: Set<T>;

  constructor(values: Iterable<T> = []) {
    this.#values = setOf(values, "create a set");
  }

  /** How many values it has (Python's `len`). */
  get size(): number {
    return this.#values.size;
  }

  /** Whether it has a value (Python's `in`). */
  has(value: T): boolean {
    return this.#values.has(value);
  }

  add(value: T): void {
    this.#values.add(checkKey(value));
  }

  /** Removes a value, and returns whether it was there (Python's `discard`). */
  delete(value: T): boolean {
    return this.#values.delete(value);
  }

  /** As `delete`. */
  discard(value: T): boolean {
    return this.delete(value);
  }

  /** Removes a value. Throws a `RangeError` if it is not there. */
  remove(value: T): void {
    if (this.delete(value)) return;
    throw new RangeError(`Cannot remove a value that is not in the set: received ${shown(value)}`);
  }

  /** Removes any value and returns it. Throws a `RangeError` if there is none. */
  pop(): T {
    for (const value of this.#values) {
      this.#values.delete(value);
      return value;
    }
    throw new RangeError("Cannot pop a value as the set is empty");
  }

  clear(): void {
    this.#values.clear();
  }

  /** Its values as a `Set` of the caller's own. */
  copy(): Set<T> {
    return new Set(this.#values);
  }

  /** Its values as they are now. */
  values(): T[] {
    return [...this.#values];
  }

  /** What is in it or in any of the others, as a `Set` of the caller's own (Python's `|`). */
  union(...others: Items<T>[]): Set<T> {
    return others.reduce<Set<T>>((all, other) => all.union(setOf(other, "join sets")), this.copy());
  }

  /** What is in it and in all of the others, as a `Set` of the caller's own (Python's `&`). */
  intersection(...others: Items<T>[]): Set<T> {
    return others.reduce<Set<T>>(
      (all, other) => all.intersection(setOf(other, "intersect sets")),
      this.copy(),
    );
  }

  /** What is in it and in none of the others, as a `Set` of the caller's own (Python's `-`). */
  difference(...others: Items<T>[]): Set<T> {
    return others.reduce<Set<T>>((all, other) => all.difference(setOf(other, "subtract sets")), this.copy());
  }

  /** What is in either it or the other, as a `Set` of the caller's own (Python's `^`). */
  symmetricDifference(other: Items<T>): Set<T> {
    return this.#values.symmetricDifference(setOf(other, "compare sets"));
  }

  /** Adds all values of others (Python's `|=`). */
  update(...others: Items<T>[]): void {
    this.#values = this.union(...others);
  }

  /** Keeps what is in all of the others, too (Python's `&=`). */
  intersectionUpdate(...others: Items<T>[]): void {
    this.#values = this.intersection(...others);
  }

  /** Removes all values of others (Python's `-=`). */
  differenceUpdate(...others: Items<T>[]): void {
    this.#values = this.difference(...others);
  }

  /** Keeps what is in either it or the other (Python's `^=`). */
  symmetricDifferenceUpdate(other: Items<T>): void {
    this.#values = this.symmetricDifference(other);
  }

  /** Whether the other has all its values (Python's `issubset`, `<=`). */
  isSubsetOf(other: Items<T>): boolean {
    return this.#values.isSubsetOf(setOf(other, "compare sets"));
  }

  /** Whether it has all values of the other (Python's `issuperset`, `>=`). */
  isSupersetOf(other: Items<T>): boolean {
    return this.#values.isSupersetOf(setOf(other, "compare sets"));
  }

  /** Whether it has no value of the other (Python's `isdisjoint`). */
  isDisjointFrom(other: Items<T>): boolean {
    return this.#values.isDisjointFrom(setOf(other, "compare sets"));
  }

  /** What a copy of it is. */
  _plain(): Set<T> {
    return this.copy();
  }
}

function setOf<T>(values: Items<T>, doing: string): Set<T> {
  return new Set(listed(values, doing).map(checkKey));
}
