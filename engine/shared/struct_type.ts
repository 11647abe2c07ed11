import { type SharedObject, sharedState } from "../codec/shared_object.ts";
import type { SharedState } from "../sync/revive.ts";
import { elementType } from "../memory/type_code.ts";
import type { FieldType } from "./field_type.ts";
import { customInspect } from "./inspected.ts";
import { NumbersField } from "./numbers_field.ts";
import { RowField } from "./row_field.ts";
import { ScalarField } from "./scalar_field.ts";
import type { SharedBlock } from "./shared_block.ts";
import type { FieldSpec, PlainStruct, StructFields } from "./struct_fields.ts";
import { RecordBase, recordClass } from "./struct_record.ts";
import { TextField } from "./text_field.ts";

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
export class StructType<Fields extends StructFields = StructFields> implements FieldType, SharedObject {
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
      throw new TypeError(`Cannot store the struct as it must be an object: received ${String(value)}`);
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
