import { type SharedObject, sharedState } from "../codec/shared_object.ts";
import { thread } from "../memory/thread.ts";
import type { SharedState } from "../sync/revive.ts";
import type { FieldType } from "./field_type.ts";
import { customInspect } from "./inspected.ts";
import { dataMemoryView } from "./scalar_access.ts";
import { ScalarField } from "./scalar_field.ts";
import type { SharedBlock } from "./shared_block.ts";
import type { PlacedField, StructType } from "./struct_type.ts";

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
