import type { ElementOf, TypeCode } from "../../memory/type_code.ts";
import { RawArray } from "../../shared/raw_array.ts";

/** Numbers of a C type in a manager's server, of a fixed count. Negative indices count from the end. */
export class ManagedArray<C extends TypeCode = TypeCode> {
  readonly #array: RawArray<"i">;

  constructor(typeCode: C, source: number | Iterable<ElementOf<C>>) {
    const items = typeof source === "number" ? source : [...source];
    this.#array = new RawArray(typeCode as "i", items as number[]);
  }

  get length(): number {
    return this.#array.length;
  }

  /** The number at an index. Throws a `RangeError` if there is none. */
  at(index: number): ElementOf<C> {
    return this.#array.at(this.#index(index)) as ElementOf<C>;
  }

  set(index: number, value: ElementOf<C>): void {
    this.#array[this.#index(index)] = value as number;
  }

  /** The numbers of Python's `[start:stop:step]`, as an array of the caller's own. */
  slice(start?: number, stop?: number, step?: number): ElementOf<C>[] {
    return [...this.#array.slice(start, stop, step) as Iterable<number>] as ElementOf<C>[];
  }

  /** Replaces the numbers of a slice by as many others. */
  setSlice(source: Iterable<ElementOf<C>>, start?: number, stop?: number, step?: number): void {
    this.#array.setSlice([...source] as number[], start, stop, step);
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
