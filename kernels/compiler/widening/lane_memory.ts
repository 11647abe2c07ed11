import type binaryen from "npm:assemblyscript@0.28.20/binaryen";
import { NUMBER_TYPES, type NumericType } from "../../../engine/elements/element_types.ts";
import type { LaneType } from "./lane_graph.ts";

type Expression = binaryen.ExpressionRef;

/** What WebAssembly computes an element's type in, and its lanes hold: small integers are i32. */
export function computedType(type: NumericType): Exclude<LaneType, "mask"> {
  const { kind, bytes } = NUMBER_TYPES[type];
  if (kind === "float") return bytes === 8 ? "f64" : "f32";
  return bytes === 8 ? "i64" : "i32";
}

/** Reads one element. */
export function loadElement(module: binaryen.Module, type: NumericType, pointer: Expression): Expression {
  const { bytes, isSigned } = NUMBER_TYPES[type];
  const sign = isSigned ? "s" : "u";
  if (bytes === 1) return module.i32[`load8_${sign}`](0, 1, pointer);
  if (bytes === 2) return module.i32[`load16_${sign}`](0, 2, pointer);
  return module[computedType(type)].load(0, bytes, pointer);
}

/** Writes one element. */
export function storeElement(
  module: binaryen.Module,
  type: NumericType,
  pointer: Expression,
  value: Expression,
): Expression {
  const { bytes } = NUMBER_TYPES[type];
  if (bytes === 1) return module.i32.store8(0, 1, pointer, value);
  if (bytes === 2) return module.i32.store16(0, 2, pointer, value);
  return module[computedType(type)].store(0, bytes, pointer, value);
}

/** Reads a vector of elements, small ones four at a time, each extended to a lane of its own. */
export function loadLanes(
  module: binaryen.Module,
  type: NumericType,
  offset: number,
  pointer: Expression,
): Expression {
  const { bytes, isSigned } = NUMBER_TYPES[type];
  const sign = isSigned ? "s" : "u";
  if (bytes === 1) {
    const halves = module.i16x8[`extend_low_i8x16_${sign}`](module.v128.load32_zero(offset, 1, pointer));
    return module.i32x4[`extend_low_i16x8_${sign}`](halves);
  }
  if (bytes === 2) return module.v128[`load16x4_${sign}`](offset, 2, pointer);
  return module.v128.load(offset, bytes, pointer);
}

/** Writes a vector of elements; of small ones, as a scalar store does, the low bits of each lane. */
export function storeLanes(
  module: binaryen.Module,
  type: NumericType,
  offset: number,
  pointer: Expression,
  value: Expression,
): Expression {
  const { bytes } = NUMBER_TYPES[type];
  const { v128, i8x16, i64x2, i64 } = module;
  if (bytes >= 4) return v128.store(offset, bytes, pointer, value);
  const zeros = i64x2.splat(i64.const(0));
  const chosen = Array.from({ length: 16 }, (_, byte) => Math.floor(byte / bytes) * 4 + byte % bytes);
  const packed = i8x16.shuffle(value, zeros, chosen.map((byte) => byte < 16 ? byte : 16));
  return bytes === 1
    ? v128.store32_lane(offset, 1, 0, pointer, packed)
    : v128.store64_lane(offset, 2, 0, pointer, packed);
}
