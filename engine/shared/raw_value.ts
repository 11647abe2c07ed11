import { type SharedObject, type SharedState, sharedState } from "../codec/shared_object.ts";
import { blockState, registerBlockType, valueBlock } from "./typed_block.ts";
import { directFields } from "./struct/direct_fields.ts";
import { elementFormat, type ElementSpan } from "./element_format.ts";
import type {
  Amount,
  Bits,
  DirectFields,
  ElementSource,
  ElementSpec,
  Scalar,
  SharedElement,
} from "./element_spec.ts";
import { customInspect } from "../platform/runtime.ts";
import { SharedAtomics } from "./shared_atomics.ts";
import { SharedBlock } from "./shared_block.ts";
import { type RecordBase, StructType } from "./struct/struct_type.ts";

/**
 * What every `RawValue` can do, whatever its type; a `Value` can do more.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { type PlainValue, RawValue, Value } from "../../mod.ts";
 *
 * const double = (value: PlainValue<"d">) => value.add(value.value);
 * using raw = new RawValue("d", 1.5);
 * using value = new Value("d", 4);
 * assertEquals([double(raw), double(value)], [3, 8]);
 * assert(value instanceof RawValue);
 * ```
 */
export class PlainValue<Spec extends ElementSpec> implements Disposable, SharedObject {
  readonly #typeCode: Spec;
  readonly #block: SharedBlock;
  readonly #toStored: (value: unknown) => never;
  readonly #span: ElementSpan;
  readonly #atomics: SharedAtomics;
  /** What a struct's fields are read and written through. */
  readonly #record: SharedElement<Spec> | undefined;

  /** See `RawValue`. */
  constructor(typeCode: Spec, value?: ElementSource<Spec>);
  constructor(typeCode: Spec, value?: ElementSource<Spec> | SharedBlock) {
    const block = value instanceof SharedBlock
      ? value
      : valueBlock(typeCode, value, "a RawValue", { lock: false });
    const format = elementFormat(typeCode);
    this.#typeCode = typeCode;
    this.#block = block;
    this.#toStored = format.toStored as (value: unknown) => never;
    this.#span = format.open(block);
    this.#atomics = new SharedAtomics(typeCode, block, this.#span.view);
    if (typeCode instanceof StructType) {
      this.#record = this.#span.get(0) as SharedElement<Spec>;
      Object.setPrototypeOf(this, directFields(typeCode, new.target.prototype));
    }
  }

  /** The type code or the struct that it was created with. */
  get typeCode(): Spec {
    return this.#typeCode;
  }

  /** The number, or the character; of a struct, a record whose fields read and write it. */
  get value(): SharedElement<Spec> {
    this.#block.check();
    return this.#record ?? this.#atomics.load(0) as SharedElement<Spec>;
  }

  set value(value: SharedElement<Spec> | ElementSource<Spec>) {
    this.#block.check();
    if (this.#record === undefined) this.#atomics.store(0, value);
    else this.#span.put(0, this.#toStored(value));
  }

  /** Its address in the data memory, in bytes. */
  get byteOffset(): number {
    this.#block.check();
    return this.#block.handle.address;
  }

  /** Adds, as one step. Returns the sum. Throws a `TypeError` for a character or a struct. */
  add(amount: Amount<Spec>): Amount<Spec> {
    return this.#live().change("add", 0, amount) as Amount<Spec>;
  }

  /** Subtracts, as one step. Returns the difference. */
  sub(amount: Amount<Spec>): Amount<Spec> {
    return this.#live().change("sub", 0, amount) as Amount<Spec>;
  }

  /** Keeps the bits that `bits` has too, as one step. Returns them. Throws a `TypeError` for what is no integer. */
  and(bits: Bits<Spec>): Bits<Spec> {
    return this.#live().change("and", 0, bits) as Bits<Spec>;
  }

  /** Sets the bits that `bits` has, as one step. Returns the result. */
  or(bits: Bits<Spec>): Bits<Spec> {
    return this.#live().change("or", 0, bits) as Bits<Spec>;
  }

  /** Turns the bits over that `bits` has, as one step. Returns the result. */
  xor(bits: Bits<Spec>): Bits<Spec> {
    return this.#live().change("xor", 0, bits) as Bits<Spec>;
  }

  /** Writes `amount` if it is less than the value, as one step. Returns the lesser; if either is NaN, that. */
  min(amount: Amount<Spec>): Amount<Spec> {
    return this.#live().change("min", 0, amount) as Amount<Spec>;
  }

  /** Writes `amount` if it is greater than the value, as one step. Returns the greater; if either is NaN, that. */
  max(amount: Amount<Spec>): Amount<Spec> {
    return this.#live().change("max", 0, amount) as Amount<Spec>;
  }

  /** Writes, as one step. Returns the value that was there. */
  exchange(value: Scalar<Spec>): Scalar<Spec> {
    return this.#live().exchange(0, value) as Scalar<Spec>;
  }

  /** Writes `replacement` if the value is `expected`, as one step. Returns the value that was there. */
  compareExchange(expected: Scalar<Spec>, replacement: Scalar<Spec>): Scalar<Spec> {
    return this.#live().compareExchange(0, expected, replacement) as Scalar<Spec>;
  }

  /** Lets go of it in this thread. It lives until every thread has. */
  [Symbol.dispose](): void {
    this.#block[Symbol.dispose]();
  }

  /** The value as text. */
  toString(): string {
    return this.#record === undefined ? String(this.value) : JSON.stringify(this.value);
  }

  /** The value, for `JSON.stringify`. */
  toJSON(): unknown {
    const { value } = this;
    return this.#record === undefined ? value : (value as unknown as RecordBase).toJSON();
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    return blockState("RawValue", this.#typeCode, this.#block);
  }

  /** How the console shows it. */
  [customInspect](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    const code = typeof this.#typeCode === "string" ? `"${this.#typeCode}", ` : "";
    return `${this.inspectedName()}(${code}${inspect(this.value, options)})`;
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
    return "RawValue";
  }

  /**
   * The block of a value of any kind.
   *
   * @internal
   */
  static blockOf(value: PlainValue<ElementSpec>): SharedBlock {
    return value.#block;
  }

  #live(): SharedAtomics {
    this.#block.check();
    return this.#atomics;
  }
}

/**
 * One number, character or struct in the shared memory without a lock (Python's `multiprocessing.sharedctypes.RawValue`).
 * All else is as for a `Value`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RawValue } from "./raw_value.ts";
 *
 * using flags = new RawValue("B", 0b0101);
 * assertEquals(flags.or(0b0010), 0b0111);
 * assertEquals(flags.and(0b0110), 0b0110);
 * assertEquals(flags.exchange(1), 0b0110);
 * ```
 */
export type RawValue<Spec extends ElementSpec> =
  & PlainValue<Spec>
  & DirectFields<Spec, keyof PlainValue<ElementSpec>>;

/** Makes `RawValue`s. */
export interface RawValueConstructor {
  /**
   * A value of that type, 0 if none is given.
   *
   * @throws {TypeError} If the type is unknown or does not hold `value`.
   * @throws {OutOfMemoryError} If the shared memory is full.
   */
  new <Spec extends ElementSpec>(typeCode: Spec, value?: ElementSource<Spec>): RawValue<Spec>;
  /** What all values inherit. */
  readonly prototype: PlainValue<ElementSpec>;
}

/** See the type of this name. */
export const RawValue: RawValueConstructor = PlainValue as unknown as RawValueConstructor;

registerBlockType("RawValue", PlainValue, "a RawValue", 1);
