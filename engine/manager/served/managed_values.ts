import type { ElementOf, TypeCode } from "../../elements/element_types.ts";
import { listed } from "./listed.ts";
import { RawValue } from "../../shared/raw_value.ts";
import { RawArray } from "../../shared/raw_array.ts";

/** A number of a C type in a manager's server. Calls come one at a time, so each is done as a whole. */
export class ManagedValue<C extends TypeCode = TypeCode> {
  readonly #value: { value: ElementOf<C> };

  /** A number of that type, 0 by default. */
  constructor(typeCode: C, value?: ElementOf<C>) {
    checkTypeCode(typeCode, "a value");
    this.#value = new RawValue(typeCode as "i", value as never) as unknown as { value: ElementOf<C> };
  }

  /** The number. */
  get value(): ElementOf<C> {
    return this.#value.value;
  }

  /** Returns the number. */
  get(): ElementOf<C> {
    return this.#value.value;
  }

  /** Stores a number. */
  set(value: ElementOf<C>): void {
    this.#value.value = value;
  }

  /** Adds to it, and returns what it was before. */
  add(amount: ElementOf<C>): ElementOf<C> {
    const before = this.#value.value;
    this.#value.value = ((before as number) + (amount as number)) as ElementOf<C>;
    return before;
  }

  /** What a copy of it is. */
  _plain(): ElementOf<C> {
    return this.#value.value;
  }
}

/** Numbers of a C type in a manager's server, of a fixed count. Negative indices count from the end. */
export class ManagedArray<C extends TypeCode = TypeCode> {
  readonly #array: RawArray<"i">;

  /** An array of so many zeros, or of these numbers. */
  constructor(typeCode: C, source: number | Iterable<ElementOf<C>>) {
    checkTypeCode(typeCode, "an array");
    const items = typeof source === "number" ? source : listed(source, "create an array");
    this.#array = new RawArray(typeCode as "i", items as number[]);
  }

  /** How many elements it has. */
  get length(): number {
    return this.#array.length;
  }

  /** The number at an index. Throws a `RangeError` if there is none. */
  at(index: number): ElementOf<C> {
    return this.#array.at(this.#index(index)) as ElementOf<C>;
  }

  /** Stores an element. */
  set(index: number, value: ElementOf<C>): void {
    this.#array[this.#index(index)] = value as number;
  }

  /** The numbers of Python's `[start:stop:step]`, as an array of the caller's own. */
  slice(start?: number, stop?: number, step?: number): ElementOf<C>[] {
    return [...this.#array.slice(start, stop, step) as Iterable<number>] as ElementOf<C>[];
  }

  /** Replaces the numbers of a slice by as many others. */
  setSlice(source: Iterable<ElementOf<C>>, start?: number, stop?: number, step?: number): void {
    this.#array.setSlice(listed(source, "set a slice") as number[], start, stop, step);
  }

  /** What a copy of it is. */
  _plain(): ElementOf<C>[] {
    return this.slice();
  }

  #index(index: number): number {
    const { length } = this.#array;
    const at = index < 0 ? index + length : index;
    if (Number.isInteger(at) && at >= 0 && at < length) return at;
    throw new RangeError(`Cannot find index ${index} in an array of ${length}`);
  }
}

/** Clients that share no memory with the server have no other types. */
function checkTypeCode(typeCode: unknown, what: string): void {
  if (typeof typeCode === "string") return;
  throw new TypeError(`Cannot create ${what} as its type must be a type code: received ${typeof typeCode}`);
}
