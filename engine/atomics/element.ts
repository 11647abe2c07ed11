import type { ElementView, Stored } from "../memory/type_code.ts";

/** Steps on one number in the data memory that no other thread sees half done. */
export interface ElementAtomics {
  load(view: ElementView, index: number): Stored;
  store(view: ElementView, index: number, value: Stored): void;
  /** Adds, wrapping or rounding as the type does. Returns the sum. */
  add(view: ElementView, index: number, value: Stored): Stored;
  /** Returns what was there. */
  exchange(view: ElementView, index: number, value: Stored): Stored;
  /** Stores `replacement` if `expected` is there. Returns what was there. */
  compareExchange(view: ElementView, index: number, expected: Stored, replacement: Stored): Stored;
}

/** The steps for the elements of a view. */
export function elementAtomics(view: ElementView): ElementAtomics {
  if (view instanceof Float64Array) return doubles;
  if (view instanceof Float32Array) return floats;
  return integers;
}

/** Typed for one of the integer arrays; bigints pass through where it says number. */
type Integers = Int32Array<SharedArrayBuffer>;

const integers: ElementAtomics = {
  load: (view, index) => Atomics.load(view as Integers, index),
  store: (view, index, value) => void Atomics.store(view as Integers, index, value as number),
  add: (view, index, value) => {
    const sum = Atomics.add(view as Integers, index, value as number) + (value as number);
    const wrapped = new (view.constructor as Int32ArrayConstructor)(1);
    wrapped[0] = sum;
    return wrapped[0];
  },
  exchange: (view, index, value) => Atomics.exchange(view as Integers, index, value as number),
  compareExchange: (view, index, expected, replacement) =>
    Atomics.compareExchange(view as Integers, index, expected as number, replacement as number),
};

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

  add(view: ElementView, index: number, value: Stored): number {
    const bits = this.#bitsOf(view, index);
    while (true) {
      this.#bits[0] = Atomics.load(bits, 0);
      this.#floats[1] = this.#floats[0]! + (value as number);
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

const floats = new FloatAtomics(new Float32Array(2), Int32Array as BitsConstructor);
const doubles = new FloatAtomics(new Float64Array(2), BigInt64Array as unknown as BitsConstructor);
