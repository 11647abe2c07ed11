import { type ElementType, type ElementView, NUMBER_TYPES, type Stored } from "../elements/element_types.ts";

/** An operation that changes an element in one step. The bitwise ones are for integers. */
export type Operation = "add" | "sub" | "and" | "or" | "xor" | "min" | "max";

/** Steps on one number in the data memory that no other thread sees half done. */
export interface ElementAtomics {
  load(view: ElementView, index: number): Stored;
  store(view: ElementView, index: number, value: Stored): void;
  /** Wraps or rounds as the type does, `value` first. Returns the result. */
  change(view: ElementView, index: number, operation: Operation, value: Stored): Stored;
  /** Returns what was there. */
  exchange(view: ElementView, index: number, value: Stored): Stored;
  /** Stores `replacement` if `expected` is there. Returns what was there. */
  compareExchange(view: ElementView, index: number, expected: Stored, replacement: Stored): Stored;
}

/** The steps for the elements of a view. */
export function elementAtomics(view: ElementView): ElementAtomics {
  return STEPS.get(view.constructor)!;
}

/** Typed for one of the integer arrays; bigints pass through where it says number. */
type Integers = Int32Array<SharedArrayBuffer>;

/** Their results, for numbers and bigints alike. */
const RESULTS: Readonly<Record<Operation, (old: number, value: number) => number>> = {
  add: (old, value) => old + value,
  sub: (old, value) => old - value,
  and: (old, value) => old & value,
  or: (old, value) => old | value,
  xor: (old, value) => old ^ value,
  min: (old, value) => old < value || old !== old ? old : value,
  max: (old, value) => old > value || old !== old ? old : value,
};

class IntegerAtomics implements ElementAtomics {
  /** Wraps a sum as an element does. */
  readonly #wrapped: Int32Array;

  constructor(wrapped: ArrayBufferView) {
    this.#wrapped = wrapped as Int32Array;
  }

  load(view: ElementView, index: number): Stored {
    return Atomics.load(view as Integers, index);
  }

  store(view: ElementView, index: number, value: Stored): void {
    Atomics.store(view as Integers, index, value as number);
  }

  change(view: ElementView, index: number, operation: Operation, value: Stored): Stored {
    const wrapped = this.#wrapped;
    wrapped[0] = value as number;
    const amount = wrapped[0]!;
    const old = operation === "min" || operation === "max"
      ? this.#replace(view as Integers, index, RESULTS[operation], amount)
      : Atomics[operation](view as Integers, index, amount);
    wrapped[0] = RESULTS[operation](old, amount);
    return wrapped[0]!;
  }

  exchange(view: ElementView, index: number, value: Stored): Stored {
    return Atomics.exchange(view as Integers, index, value as number);
  }

  compareExchange(view: ElementView, index: number, expected: Stored, replacement: Stored): Stored {
    return Atomics.compareExchange(view as Integers, index, expected as number, replacement as number);
  }

  /** For the steps that `Atomics` does not have. Returns what was there. */
  #replace(
    view: Integers,
    index: number,
    result: (old: number, value: number) => number,
    value: number,
  ): number {
    while (true) {
      const old = Atomics.load(view, index);
      if (Atomics.compareExchange(view, index, old, result(old, value)) === old) return old;
    }
  }
}

type BitsConstructor = new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => Integers;

/** `Atomics` knows no floats: their bits are swapped as integers. */
class FloatAtomics implements ElementAtomics {
  readonly #Bits: BitsConstructor;
  /** Two numbers, as floats and as bits: what was seen, and what is to be. */
  readonly #floats: Float64Array;
  readonly #bits: Integers;

  constructor(floats: Float32Array | Float64Array, Bits: BitsConstructor) {
    this.#Bits = Bits;
    this.#floats = floats as Float64Array;
    this.#bits = new Bits(floats.buffer);
  }

  load(view: ElementView, index: number): number {
    this.#bits[0] = Atomics.load(this.#bitsOf(view, index), 0);
    return this.#floats[0]!;
  }

  store(view: ElementView, index: number, value: Stored): void {
    this.exchange(view, index, value);
  }

  change(view: ElementView, index: number, operation: Operation, value: Stored): number {
    const bits = this.#bitsOf(view, index);
    while (true) {
      this.#bits[0] = Atomics.load(bits, 0);
      this.#floats[1] = RESULTS[operation](this.#floats[0]!, value as number);
      if (this.#swap(bits)) return this.#floats[1]!;
    }
  }

  exchange(view: ElementView, index: number, value: Stored): number {
    this.#floats[1] = value as number;
    this.#bits[0] = Atomics.exchange(this.#bitsOf(view, index), 0, this.#bits[1]!);
    return this.#floats[0]!;
  }

  compareExchange(view: ElementView, index: number, expected: Stored, replacement: Stored): number {
    const bits = this.#bitsOf(view, index);
    // Rounded to the type, and compared by value: 0 is -0, and one NaN is any other.
    this.#floats[1] = expected as number;
    const wanted = this.#floats[1];
    this.#floats[1] = replacement as number;
    while (true) {
      this.#bits[0] = Atomics.load(bits, 0);
      const found = this.#floats[0]!;
      if (found !== wanted && !(Number.isNaN(found) && Number.isNaN(wanted))) return found;
      if (this.#swap(bits)) return found;
    }
  }

  #bitsOf(view: ElementView, index: number): Integers {
    return new this.#Bits(view.buffer, view.byteOffset + index * view.BYTES_PER_ELEMENT, 1);
  }

  /** Puts the second number where the first was seen, if it is there still. */
  #swap(bits: Integers): boolean {
    const seen = this.#bits[0]!;
    return Atomics.compareExchange(bits, 0, seen, this.#bits[1]!) === seen;
  }
}

const STEPS: ReadonlyMap<unknown, ElementAtomics> = new Map(
  Object.values(NUMBER_TYPES).map((type) => [type.View, stepsOf(type)]),
);

function stepsOf(type: ElementType): ElementAtomics {
  if (type.kind !== "float") return new IntegerAtomics(scratch(type, 1));
  const bits = Object.values(NUMBER_TYPES).find(({ kind, bytes }) =>
    kind !== "float" && bytes === type.bytes
  )!;
  return new FloatAtomics(scratch(type, 2) as Float32Array, bits.View as unknown as BitsConstructor);
}

/** So many elements in memory of their own. */
function scratch(type: ElementType, length: number): ArrayBufferView {
  return type.view(new ArrayBuffer(length * type.bytes) as ArrayBufferLike as SharedArrayBuffer, 0, length);
}
