import { type ArrayObject, makeAlike } from "../kernel/kernel.ts";
import { type SharedObject, type SharedState, sharedState } from "../codec/shared_object.ts";
import { arrayBlock, blockState, registerBlockType } from "./typed_block.ts";
import type { NumericType } from "../elements/element_types.ts";
import { type ElementFormat, elementFormat, type ElementSpan } from "./element_format.ts";
import type {
  Amount,
  Bits,
  Elements,
  ElementSource,
  ElementSources,
  ElementSpec,
  Scalar,
  SharedElement,
  SpecView,
  TextOf,
} from "./element_spec.ts";
import { elementsOf } from "./elements_of.ts";
import { checkedIndex, defineIndexAccess, sliceIndices } from "./indexing.ts";
import { customInspect } from "../platform/runtime.ts";
import { SharedAtomics } from "./shared_atomics.ts";
import { SharedBlock } from "./shared_block.ts";
import type { RecordBase } from "./struct/struct_type.ts";
import { shown } from "../options/shown.ts";

/**
 * An array of numbers, characters or structs in the shared memory without a lock (Python's
 * `multiprocessing.sharedctypes.RawArray`). All else is as for a `SharedArray`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RawArray } from "./raw_array.ts";
 *
 * using numbers = new RawArray("h", [1, 2, 3, 4, 5]);
 * assertEquals(numbers.slice(1, undefined, 2), [2, 4]);
 * numbers.setSlice([0, 0], 1, undefined, 2);
 * assertEquals([...numbers], [1, 0, 3, 0, 5]);
 * ```
 */
export class RawArray<Spec extends ElementSpec>
  implements Disposable, Iterable<SharedElement<Spec>>, SharedObject {
  /** The element at an index from `-length` to `length - 1`. */
  [index: number]: SharedElement<Spec>;

  readonly #typeCode: Spec;
  readonly #block: SharedBlock;
  readonly #format: ElementFormat;
  readonly #span: ElementSpan;
  #atomics: SharedAtomics | undefined;

  /**
   * An array of that type: of so many zeros, or of a copy of those elements.
   *
   * @throws {TypeError} If the type is unknown or does not hold an element.
   * @throws {RangeError} If the length is no integer of 0 or more.
   * @throws {OutOfMemoryError} If the shared memory has no room for it.
   */
  constructor(typeCode: Spec, source: number | ElementSources<Spec>);
  constructor(typeCode: Spec, source: number | ElementSources<Spec> | SharedBlock) {
    this.#typeCode = typeCode;
    this.#format = elementFormat(typeCode);
    this.#block = source instanceof SharedBlock
      ? source
      : arrayBlock(typeCode, source, "a RawArray", { lock: false });
    this.#span = this.#format.open(this.#block);
  }

  /** The type code or the struct that it was created with. */
  get typeCode(): Spec {
    return this.#typeCode;
  }

  /** The number of elements. */
  get length(): number {
    return this.#live().length;
  }

  /**
   * The elements as a typed array over the shared memory: fast, with no conversion of characters and no check; of structs,
   * their bytes. It must not be used once the array has been disposed of, when the memory may be another array's.
   */
  get view(): SpecView<Spec> {
    return this.#block.retainFor(this.#live().view) as SpecView<Spec>;
  }

  /** The data memory, in which the array lies from `byteOffset` on. */
  get buffer(): SharedArrayBuffer {
    return this.#live().view.buffer;
  }

  /** The address of the first element in the data memory, in bytes. */
  get byteOffset(): number {
    return this.#live().view.byteOffset;
  }

  /** The same memory as an array of bytes, for kernels to which elements of this type mean nothing. It is disposed of with this object. */
  asBytes(): RawArray<"u8"> {
    this.#block.check();
    return new RawArray("u8", this.#block as never);
  }

  /**
   * An array of characters as a string, up to its first NUL, as Python's `value` of an array of `"c"`. Writing a shorter
   * string ends it with one NUL and leaves what is behind.
   *
   * @throws {TypeError} If the elements are no characters.
   * @throws {RangeError} If the string written is longer than the array.
   */
  get value(): TextOf<Spec> {
    const { raw } = this;
    const end = raw.indexOf("\0");
    return (end === -1 ? raw : raw.slice(0, end)) as TextOf<Spec>;
  }

  set value(text: TextOf<Spec>) {
    this.#checkText();
    if (typeof text !== "string") {
      throw new TypeError(`Cannot write to ${this.#name} as a string is needed: received ${shown(text)}`);
    }
    const staged = Array.from(text, this.#format.toStored);
    this.#checkRoom(staged.length, 0);
    if (staged.length < this.length) staged.push(0);
    this.#span.putAll(staged, 0);
  }

  /** An array of characters as a string of its whole length, NULs and all; writing needs as many characters. */
  get raw(): TextOf<Spec> {
    this.#checkText();
    return this.#span.list(0, this.length).join("") as TextOf<Spec>;
  }

  set raw(text: TextOf<Spec>) {
    this.#checkText();
    this.setSlice(text as unknown as ElementSources<Spec>);
  }

  /** The element at an index, counted from the end if it is negative; `undefined` if there is none. */
  at(index: number): SharedElement<Spec> | undefined {
    const { length } = this.#live();
    const whole = Math.trunc(index) || 0;
    const at = whole < 0 ? whole + length : whole;
    return at >= 0 && at < length ? this.#span.get(at) as SharedElement<Spec> : undefined;
  }

  /**
   * Python's `array[start:stop:step]`: a plain array of the elements from `start` to before `stop`, every `step`th, backwards if that is
   * negative; of characters a string. Bounds count from the end if they are negative, and those beyond the ends are cut off.
   * Numbers are copies; the records of structs go on reading and writing the shared memory.
   *
   * @throws {TypeError} If a bound or the step is no integer.
   * @throws {RangeError} If the step is 0.
   */
  slice(start?: number, stop?: number, step?: number): Elements<Spec> {
    const span = this.#live();
    const picked = sliceIndices(span.length, start, stop, step);
    const { start: first, count } = picked;
    const list = picked.step === 1
      ? span.list(first, first + count)
      : Array.from({ length: count }, (_, i) => span.get(first + i * picked.step));
    return (this.#format.kind === "text" ? list.join("") : list) as Elements<Spec>;
  }

  /**
   * Python's `array[start:stop:step] = source`: writes as many elements as the slice has; all of them, or none if one is refused.
   *
   * @throws {TypeError} If a bound or the step is no integer, or the type does not hold an element.
   * @throws {RangeError} If there are more elements or fewer, or the step is 0.
   */
  setSlice(source: ElementSources<Spec>, start?: number, stop?: number, step?: number): void {
    const span = this.#live();
    const picked = sliceIndices(span.length, start, stop, step);
    const staged = elementsOf(source, this.#format, `write to ${this.#name}`);
    if (staged.length !== picked.count) {
      throw new RangeError(
        `Cannot write to a slice of ${this.#name} as its length must stay ${picked.count}: received ${staged.length} elements`,
      );
    }
    if (picked.step === 1) span.putAll(staged, picked.start);
    else {
      // What is read from this very array must not change under way.
      const copied = ArrayBuffer.isView(staged) ? Array.from(staged) : staged;
      for (let i = 0; i < picked.count; i++) span.put(picked.start + i * picked.step, copied[i]!);
    }
  }

  /** Writes `value` to every index from `start` to before `end`, by Python's rules for slices. */
  fill(value: ElementSource<Spec>, start?: number, end?: number): this {
    const span = this.#live();
    const { start: first, count } = sliceIndices(span.length, start, end);
    span.fill(this.#format.toStored(value), first, first + count);
    return this;
  }

  /**
   * Copies elements to `offset` and on; all of them, or none if one is refused.
   *
   * @throws {RangeError} If there are more than fit.
   */
  set(source: ElementSources<Spec>, offset: number = 0): void {
    this.#live();
    const elements = elementsOf(source, this.#format, `write to ${this.#name}`);
    this.#checkRoom(elements.length, offset);
    this.#span.putAll(elements, offset);
  }

  /** The first index from `from` on with that element, -1 if there is none. Structs are compared byte by byte. */
  indexOf(element: ElementSource<Spec>, from: number = 0): number {
    const span = this.#live();
    const { start } = sliceIndices(span.length, from);
    try {
      return span.indexOf(this.#format.toStored(element), start);
    } catch {
      return -1; // what the type does not hold is not there
    }
  }

  /** Whether an index from `from` on has that element. */
  includes(element: ElementSource<Spec>, from?: number): boolean {
    return this.indexOf(element, from) !== -1;
  }

  /** Reads the element at `index`, as one step that is in order with those of other threads. */
  load(index: number): Scalar<Spec> {
    return this.#steps().load(this.#index(index, "read")) as Scalar<Spec>;
  }

  /** Writes the element at `index`, as one step that is in order with those of other threads. */
  store(index: number, value: Scalar<Spec>): void {
    this.#steps().store(this.#index(index, "write"), value);
  }

  /** Adds to the element at `index`, as one step. Returns the sum. */
  add(index: number, amount: Amount<Spec>): Amount<Spec> {
    return this.#steps().change("add", this.#index(index, "add to"), amount) as Amount<Spec>;
  }

  /** Subtracts from the element at `index`, as one step. Returns the difference. */
  sub(index: number, amount: Amount<Spec>): Amount<Spec> {
    return this.#steps().change("sub", this.#index(index, "subtract from"), amount) as Amount<Spec>;
  }

  /** Keeps the bits that `bits` has too of the integer at `index`, as one step. Returns them. */
  and(index: number, bits: Bits<Spec>): Bits<Spec> {
    return this.#steps().change("and", this.#index(index, "change"), bits) as Bits<Spec>;
  }

  /** Sets the bits that `bits` has in the integer at `index`, as one step. Returns the result. */
  or(index: number, bits: Bits<Spec>): Bits<Spec> {
    return this.#steps().change("or", this.#index(index, "change"), bits) as Bits<Spec>;
  }

  /** Turns the bits over that `bits` has in the integer at `index`, as one step. Returns the result. */
  xor(index: number, bits: Bits<Spec>): Bits<Spec> {
    return this.#steps().change("xor", this.#index(index, "change"), bits) as Bits<Spec>;
  }

  /** Writes `amount` if it is less than the element at `index`, as one step. Returns the lesser. */
  min(index: number, amount: Amount<Spec>): Amount<Spec> {
    return this.#steps().change("min", this.#index(index, "change"), amount) as Amount<Spec>;
  }

  /** Writes `amount` if it is greater than the element at `index`, as one step. Returns the greater. */
  max(index: number, amount: Amount<Spec>): Amount<Spec> {
    return this.#steps().change("max", this.#index(index, "change"), amount) as Amount<Spec>;
  }

  /** Writes the element at `index`, as one step. Returns what was there. */
  exchange(index: number, value: Scalar<Spec>): Scalar<Spec> {
    return this.#steps().exchange(this.#index(index, "change"), value) as Scalar<Spec>;
  }

  /** Writes `replacement` if `expected` is at `index`, as one step. Returns what was there. */
  compareExchange(index: number, expected: Scalar<Spec>, replacement: Scalar<Spec>): Scalar<Spec> {
    const at = this.#index(index, "change");
    return this.#steps().compareExchange(at, expected, replacement) as Scalar<Spec>;
  }

  /** The elements in order, each read when it is asked for. */
  *[Symbol.iterator](): IterableIterator<SharedElement<Spec>> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  /** Lets go of the array in this thread. It lives until every thread has. */
  [Symbol.dispose](): void {
    this.#block[Symbol.dispose]();
  }

  /** The elements as text: numbers with commas between them, characters as they are. */
  toString(): string {
    return this.#format.kind === "struct" ? JSON.stringify(this) : this.slice().toString();
  }

  /** The elements, for `JSON.stringify`; of structs, plain copies. */
  toJSON(): unknown {
    const elements: unknown = this.slice();
    return this.#format.kind === "struct"
      ? (elements as RecordBase[]).map((record) => record.toJSON())
      : elements;
  }

  /**
   * An array of zeros, of the same class, for a kernel's results.
   *
   * @internal
   */
  [makeAlike](typeCode: NumericType, length: number): ArrayObject {
    return new RawArray(typeCode, length);
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    return blockState("RawArray", this.#typeCode, this.#block);
  }

  /** How the console shows it. */
  [customInspect](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const code = typeof this.#typeCode === "string" ? `("${this.#typeCode}")` : "";
    return `${this.inspectedName()}${code} ${inspect(this.slice(0, 101), options)}`;
  }

  /**
   * The block that it lies in.
   *
   * @internal
   */
  protected get block(): SharedBlock {
    return this.#block;
  }

  /** What the console calls it. */
  protected inspectedName(): string {
    return "RawArray";
  }

  /**
   * The block of an array of any kind.
   *
   * @internal
   */
  static blockOf(array: RawArray<ElementSpec>): SharedBlock {
    return array.#block;
  }

  get #name(): string {
    return this.#block.name;
  }

  #live(): ElementSpan {
    this.#block.check();
    return this.#span;
  }

  #steps(): SharedAtomics {
    this.#block.check();
    return this.#atomics ??= new SharedAtomics(this.#typeCode, this.#block, this.#span.view);
  }

  #index(index: number, doing: string): number {
    return checkedIndex(index, this.#live().length, doing, this.#name);
  }

  #checkText(): void {
    this.#block.check();
    if (this.#format.kind !== "text") {
      throw new TypeError(`Cannot use ${this.#name} of no characters as a string`);
    }
  }

  #checkRoom(count: number, offset: number): void {
    const { length } = this.#live();
    if (Number.isInteger(offset) && offset >= 0 && offset + count <= length) return;
    throw new RangeError(
      `Cannot write ${count} elements at index ${offset} of ${this.#name} of length ${length}`,
    );
  }

  static {
    defineIndexAccess(RawArray.prototype, {
      get: (array, index) => array.#span.get(array.#index(index, "read")),
      set: (array, index, value) => {
        array.#span.put(array.#index(index, "write"), array.#format.toStored(value));
      },
    });
  }
}

registerBlockType("RawArray", RawArray, "a RawArray", 0);
