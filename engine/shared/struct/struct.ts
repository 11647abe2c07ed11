import { registerSharedType } from "../../codec/shared_object.ts";
import { checkExtent } from "../../memory/extent.ts";
import { SharedBlock } from "../shared_block.ts";
import {
  describeType,
  type FieldSpec,
  type StructFields,
  StructType,
  type TypeDescription,
} from "./struct_type.ts";
import { shown } from "../../options/shown.ts";

const FIELD_NAME = /^[A-Za-z_$][\w$]*$/;
const RESERVED_FIELD_NAMES = ["__proto__", "constructor", "toJSON"];

/** Every struct type of this thread, by its description: two of the same fields are one. */
const internedTypes = new Map<string, StructType>();

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
 * import { SharedArray, struct, Value } from "../../../mod.ts";
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
    if (!FIELD_NAME.test(name) || RESERVED_FIELD_NAMES.includes(name)) {
      throw new TypeError(
        `Cannot create a struct as the name of a field must be an identifier other than constructor and toJSON: received "${
          shown(name)
        }"`,
      );
    }
  }
  return intern(new StructType(fields)) as StructType as StructType<Fields>;
}

/** The type that was described. */
export function typeFromDescription(description: unknown): FieldSpec {
  const described = description as TypeDescription;
  if (typeof described === "string") return described as FieldSpec;
  if (Array.isArray(described)) {
    const key = JSON.stringify(described);
    return internedTypes.get(key) ??
      intern(
        new StructType(
          Object.fromEntries(described.map(([name, field]) => [name, typeFromDescription(field)])),
        ),
      );
  }
  return [typeFromDescription(described.item), described.count] as FieldSpec;
}

function intern(type: StructType): StructType {
  const key = JSON.stringify(describeType(type));
  const first = internedTypes.get(key);
  if (first === undefined) internedTypes.set(key, type);
  return first ?? type;
}

registerSharedType("StructType", (_refs, state) => typeFromDescription(state) as StructType);

registerSharedType("StructRecord", ([ref], state, mode) => {
  const { description, bytes, offset } = state as { description: unknown; bytes: number; offset: number };
  const type = typeFromDescription(description) as StructType;
  const block = SharedBlock.revive(ref, { bytes, lock: undefined }, mode, "a struct");
  checkExtent(block.handle, type.bytes, "a struct", offset);
  return type.read(block, block.handle.address + offset);
});
