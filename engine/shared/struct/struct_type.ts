import { type SharedObject, type SharedState, sharedState } from "../../codec/shared_object.ts";
import { type ElementOf, elementType, type TypeCode, type ViewOf } from "../../elements/element_types.ts";
import {
  dataMemoryView,
  type FieldType,
  NumbersField,
  RowField,
  ScalarField,
  TextField,
} from "./field_types.ts";
import { customInspect } from "../../platform/runtime.ts";
import type { SharedBlock } from "../shared_block.ts";
import { thread } from "../../memory/thread.ts";
import { shown } from "../../options/shown.ts";

/** A field's type as it travels and is compared: plain data. */
export type TypeDescription = string | [string, TypeDescription][] | {
  readonly item: TypeDescription;
  readonly count: number;
};

/** A field and where it lies. */
export interface PlacedField {
  readonly name: string;
  readonly type: FieldType;
  readonly offset: number;
}

/**
 * A type of structs, which `struct` makes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { struct } from "./struct.ts";
 *
 * const Particle = struct({ charge: "b", position: ["d", 3], id: "H" });
 * assertEquals(Particle.offsets, { charge: 0, position: 8, id: 32 });
 * assertEquals([Particle.bytes, Particle.alignment], [40, 8]);
 * ```
 */
export class StructType<Fields extends StructFields = StructFields> implements SharedObject {
  /** The fields' types, by name. */
  readonly fields: Fields;
  /** Bytes a struct, which is also the distance between two in an array (C's `sizeof`). */
  readonly bytes: number;
  /** The address of every struct is a multiple of this many bytes. */
  readonly alignment: number;
  /** Where each field begins, in bytes from the beginning of the struct (C's `offsetof`). */
  readonly offsets: { readonly [Name in keyof Fields]: number };
  readonly #placed: readonly PlacedField[];
  readonly #Record: new (block: SharedBlock, at: number) => RecordBase;

  /**
   * Use `struct`.
   *
   * @internal
   */
  constructor(fields: Fields) {
    const placed: PlacedField[] = [];
    let end = 0, alignment = 1;
    for (const [name, spec] of Object.entries(fields)) {
      const type = fieldType(spec);
      const offset = Math.ceil(end / type.alignment) * type.alignment;
      placed.push({ name, type, offset });
      end = offset + type.bytes;
      alignment = Math.max(alignment, type.alignment);
    }
    this.fields = Object.freeze({ ...fields });
    this.bytes = Math.ceil(end / alignment) * alignment;
    this.alignment = alignment;
    this.offsets = Object.freeze(
      Object.fromEntries(placed.map(({ name, offset }) => [name, offset])),
    ) as typeof this.offsets;
    this.#placed = placed;
    this.#Record = recordClass(this, placed);
  }

  /**
   * A copy of a struct's fields in an ordinary object, which is no longer tied to the shared memory.
   *
   * @throws {TypeError} If it is no record of this type.
   */
  plain(record: object): PlainStruct<Fields> {
    if (!(record instanceof this.#Record)) {
      throw new TypeError("Cannot copy the struct as it is no record of this type");
    }
    return record.toJSON() as PlainStruct<Fields>;
  }

  /**
   * What the type is, as plain data.
   *
   * @internal
   */
  get description(): unknown {
    return describeType(this);
  }

  /**
   * The struct at an address of a block.
   *
   * @internal
   */
  read(block: SharedBlock, at: number): RecordBase {
    return new this.#Record(block, at);
  }

  /**
   * Writes the fields that a value has; those that it has not are left.
   *
   * @internal
   */
  write(view: DataView, at: number, value: unknown): void {
    if (typeof value !== "object" || value === null) {
      throw new TypeError(`Cannot store the struct as it must be an object: received ${shown(value)}`);
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(this.offsets, name)) {
        const names = this.#placed.map(({ name }) => name).join(", ");
        throw new TypeError(`Cannot store the struct as field '${name}' is unknown: the fields are ${names}`);
      }
    }
    for (const { name, type, offset } of this.#placed) {
      const isGiven = value instanceof RecordBase ? name in value : Object.hasOwn(value, name);
      if (isGiven) type.write(view, at + offset, (value as Record<string, unknown>)[name]);
    }
  }

  /**
   * Travels as the list of its fields.
   *
   * @internal
   */
  [sharedState](): SharedState {
    return { type: "StructType", refs: [], state: this.description };
  }

  /** How the console shows it. */
  [customInspect](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `struct(${inspect(this.fields, options)})`;
  }
}

/** A type as plain data, which travels. */
export function describeType(spec: FieldSpec): TypeDescription {
  if (spec instanceof StructType) {
    return Object.entries(spec.fields).map(([name, field]) => [name, describeType(field)]);
  }
  if (!Array.isArray(spec)) return spec as string;
  return { item: describeType(spec[0]), count: spec[1] };
}

/** How a field of that type lies in memory. */
function fieldType(spec: FieldSpec): FieldType {
  if (spec instanceof StructType) return spec;
  if (!Array.isArray(spec)) return new ScalarField(elementType(spec as string));
  const [item, count] = spec as readonly [FieldSpec, number];
  if (spec.length !== 2 || !(Number.isInteger(count) && count >= 1)) {
    throw new RangeError(
      `Cannot create a struct as a row must be [type, count] with a count of 1 or more: received [${spec}]`,
    );
  }
  if (item instanceof StructType) return new RowField(item, count);
  const type = elementType(item as string);
  return type.kind === "text" ? new TextField(type, count) : new NumbersField(type, count);
}

/** The type of one field: a type code, a struct, or so many of either in a row. */
export type FieldSpec =
  | TypeCode
  | StructType<StructFields>
  | readonly [TypeCode | StructType<StructFields>, number];

/** The fields of a struct, in the order in which they lie in memory. */
export interface StructFields {
  /** A field by its name. */
  readonly [name: string]: FieldSpec;
}

/**
 * A struct in the shared memory: its fields read and write there. A row of characters is a string, up to its first NUL;
 * a row of numbers is a typed array over the memory, and a row of structs a list of records.
 */
export type StructRecord<Fields extends StructFields> =
  & { -readonly [Name in WritableNames<Fields>]: FieldValue<Fields[Name]> }
  & { readonly [Name in Exclude<keyof Fields, WritableNames<Fields>>]: FieldValue<Fields[Name]> };

/** What a struct is made from: fields that are left out are 0. */
export type StructValues<Fields extends StructFields> = {
  readonly [Name in keyof Fields]?: FieldSource<Fields[Name]>;
};

/** A copy of a struct, with ordinary arrays. */
export type PlainStruct<Fields extends StructFields> = {
  -readonly [Name in keyof Fields]: PlainField<Fields[Name]>;
};

/** Fields that can be assigned as a whole: all but rows of numbers and of structs. */
export type WritableNames<Fields extends StructFields> = {
  [Name in keyof Fields]: Fields[Name] extends readonly [infer Item, number]
    ? Item extends "c" | "u" ? Name : never
    : Name;
}[keyof Fields];

/** A field of a record as it is read. */
export type FieldValue<Spec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? StructRecord<Fields>
  : Spec extends readonly ["c" | "u", number] ? string
  : Spec extends readonly [infer Code extends TypeCode, number] ? ViewOf<Code>
  : Spec extends readonly [StructType<infer Fields>, number] ? readonly StructRecord<Fields>[]
  : never;

/** A field as a struct is made from it. */
export type FieldSource<Spec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? StructValues<Fields>
  : Spec extends readonly ["c" | "u", number] ? string
  : Spec extends readonly [infer Code extends TypeCode, number] ? ArrayLike<ElementOf<Code>>
  : Spec extends readonly [StructType<infer Fields>, number] ? ArrayLike<StructValues<Fields>>
  : never;

/** A field in a copy with ordinary arrays. */
export type PlainField<Spec> = Spec extends TypeCode ? ElementOf<Spec>
  : Spec extends StructType<infer Fields> ? PlainStruct<Fields>
  : Spec extends readonly ["c" | "u", number] ? string
  : Spec extends readonly [infer Code extends TypeCode, number] ? ElementOf<Code>[]
  : Spec extends readonly [StructType<infer Fields>, number] ? PlainStruct<Fields>[]
  : never;

/** A struct in a block. Its fields are accessors of a subclass's prototype, so that making a record costs next to nothing. */
export abstract class RecordBase implements SharedObject {
  readonly #type: StructType;
  readonly #block: SharedBlock;
  readonly #at: number;

  constructor(type: StructType, block: SharedBlock, at: number) {
    this.#type = type;
    this.#block = block;
    this.#at = at;
  }

  /** A plain copy. */
  toJSON(): Record<string, unknown> {
    const fields = this as unknown as Record<string, unknown>;
    return Object.fromEntries(Object.keys(this.#type.fields).map((name) => [name, plainCopy(fields[name])]));
  }

  /** Travels by handle. */
  [sharedState](): SharedState {
    this.#block.check();
    const { handle, state: { bytes } } = this.#block;
    const state = { description: this.#type.description, bytes, offset: this.#at - handle.address };
    return { type: "StructRecord", refs: [handle], state };
  }

  /** How the console shows it. */
  [customInspect](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return inspect(this.toJSON(), options);
  }

  /** Gives the records of a class a field. */
  static define(prototype: RecordBase, { name, type, offset }: PlacedField): void {
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get(this: RecordBase): unknown {
        this.#block.check();
        return type.read(this.#block, this.#at + offset);
      },
      set(this: RecordBase, value: unknown): void {
        this.#block.check();
        writeAllOrNothing(type, this.#at + offset, value);
      },
    });
  }
}

/** The class of a type's records. */
export function recordClass(
  type: StructType,
  fields: readonly PlacedField[],
): new (block: SharedBlock, at: number) => RecordBase {
  class StructRecord extends RecordBase {
    constructor(block: SharedBlock, at: number) {
      super(type, block, at);
    }
  }
  for (const field of fields) RecordBase.define(StructRecord.prototype, field);
  return StructRecord;
}

function plainCopy(value: unknown): unknown {
  if (value instanceof RecordBase) return value.toJSON();
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  return Array.isArray(value) ? value.map(plainCopy) : value;
}

/** Writes a value at an address of the data memory: all of it, or nothing if it is refused. */
function writeAllOrNothing(type: FieldType, at: number, value: unknown): void {
  if (type instanceof ScalarField) return type.write(dataMemoryView(), at, value);
  const staged = new Uint8Array(type.bytes);
  type.write(new DataView(staged.buffer), 0, value);
  thread().bytes.set(staged, at);
}
