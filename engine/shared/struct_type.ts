import { registerSharedType, type SharedObject, sharedState } from "../codec/shared_object.ts";
import type { SharedState } from "../sync/revive.ts";
import { elementType } from "../memory/type_code.ts";
import { type FieldType, NumbersField, RowField, ScalarField, TextField } from "./field_type.ts";
import { inspected } from "./inspected.ts";
import { SharedBlock } from "./shared_block.ts";
import type { FieldSpec, PlainStruct, StructFields } from "./struct_fields.ts";
import { RecordBase, recordClass } from "./struct_record.ts";

/** A field's type as it travels and is compared: plain data. */
type Description = string | [string, Description][] | { readonly item: Description; readonly count: number };

/** A field and where it lies. */
export interface PlacedField {
  readonly name: string;
  readonly type: FieldType;
  readonly offset: number;
}

const NAME = /^[A-Za-z_$][\w$]*$/;
const RESERVED = ["__proto__", "constructor", "toJSON"];

/** Every struct type of this thread, by its description: two of the same fields are one. */
const known = new Map<string, StructType>();

/**
 * A type of structs, which `struct` makes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { struct } from "./struct_type.ts";
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
    return describe(this);
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
  [inspected](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `struct(${inspect(this.fields, options)})`;
  }
}

/**
 * A type of structs, as C and Python's `ctypes.Structure` have them: named fields, one after the other, each at a multiple of
 * its own alignment, so that C, kernels and other languages find them at the same offsets. A field is a type code, another struct, or
 * a row of either: `["d", 3]`. Types with the same fields are one type, in every thread.
 *
 * @throws {TypeError} If a field's type is unknown, there is no field, or a field's name is no identifier or is `constructor` or `toJSON`.
 * @throws {RangeError} If a row's length is no integer of 1 or more.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SharedArray, struct, Value } from "../../mod.ts";
 *
 * const Point = struct({ x: "d", y: "d", id: "i" });
 * using origin = new Value(Point, { id: 7 });
 * origin.x += 1;
 * assertEquals([origin.x, origin.y, origin.id], [1, 0, 7]);
 *
 * const Line = struct({ from: Point, to: Point, label: ["c", 16] });
 * using lines = new SharedArray(Line, [{ label: "first" }, { to: { x: 3 } }]);
 * lines[1]!.to.y = 4;
 * assertEquals([lines[0]!.label, lines[1]!.to.x, lines[1]!.to.y], ["first", 3, 4]);
 * ```
 */
export function struct<const Fields extends StructFields>(fields: Fields): StructType<Fields> {
  const entries = Object.entries(fields);
  if (entries.length === 0) throw new TypeError("Cannot create a struct as it has no fields");
  for (const [name] of entries) {
    if (!NAME.test(name) || RESERVED.includes(name)) {
      throw new TypeError(
        `Cannot create a struct as the name of a field must be an identifier other than constructor and toJSON: received "${name}"`,
      );
    }
  }
  return intern(new StructType(fields)) as StructType as StructType<Fields>;
}

/** A type as plain data, which travels. */
export function describe(spec: FieldSpec): Description {
  if (spec instanceof StructType) {
    return Object.entries(spec.fields).map(([name, field]) => [name, describe(field)]);
  }
  if (!Array.isArray(spec)) return spec as string;
  return { item: describe(spec[0]), count: spec[1] };
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

/** The type that was described. */
export function fromDescription(description: unknown): FieldSpec {
  const described = description as Description;
  if (typeof described === "string") return described as FieldSpec;
  if (Array.isArray(described)) {
    const key = JSON.stringify(described);
    return known.get(key) ??
      intern(
        new StructType(Object.fromEntries(described.map(([name, field]) => [name, fromDescription(field)]))),
      );
  }
  return [fromDescription(described.item), described.count] as FieldSpec;
}

function intern(type: StructType): StructType {
  const key = JSON.stringify(describe(type));
  const first = known.get(key);
  if (first === undefined) known.set(key, type);
  return first ?? type;
}

registerSharedType("StructType", (_refs, state) => fromDescription(state) as StructType);

registerSharedType("StructRecord", ([ref], state, mode) => {
  const { description, bytes, offset } = state as { description: unknown; bytes: number; offset: number };
  const block = SharedBlock.revive(ref!, { bytes, lock: undefined }, mode, "a struct");
  return (fromDescription(description) as StructType).read(block, block.handle.address + offset);
});
