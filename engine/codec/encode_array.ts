import { ARRAY, FLOAT64_ARRAY, HOLE, INT32_ARRAY, SPARSE_ARRAY } from "./tags.ts";
import { hasExtras, hasHole } from "./array_extras.ts";
import type { Encoder } from "./encoder.ts";
import { isNegativeZero } from "./numbers.ts";
import type { Writer } from "./writer.ts";

/** Appends an array: packed if it holds nothing but numbers, by keys if it has holes or properties of its own. */
export function encodeArray(encoder: Encoder, array: readonly unknown[]): void {
  const { writer } = encoder;
  const { length } = array;
  const tag = length === 0 ? ARRAY : packing(array);
  if (hasExtras(array)) return encodeSparse(encoder, array);
  if (tag === ARRAY && hasHole(array)) return encodeSparse(encoder, array);
  if (tag === INT32_ARRAY) return writeInts(writer, array as readonly number[]);
  if (tag === FLOAT64_ARRAY) return writeFloats(writer, array as readonly number[]);
  const here = encoder.begin(ARRAY);
  writer.varint(length);
  if (!here) return encoder.later(() => encodeItems(encoder, array, length));
  encodeItems(encoder, array, length);
  encoder.end();
}

function encodeItems(encoder: Encoder, array: readonly unknown[], length: number): void {
  for (let i = 0; i < length; i++) {
    const item = array[i];
    // A getter elsewhere may have removed an element meanwhile.
    if (item === undefined && !(i in array)) encoder.writer.byte(HOLE);
    else encoder.value(item);
  }
}

function encodeSparse(encoder: Encoder, array: readonly unknown[]): void {
  const here = encoder.begin(SPARSE_ARRAY);
  encoder.writer.varint(array.length);
  if (!here) return encoder.later(() => encoder.properties(array, Object.keys(array)));
  encoder.properties(array, Object.keys(array));
  encoder.end();
}

/** The tag that suits the array's elements. */
function packing(array: readonly unknown[]): number {
  let ints = true;
  for (let i = 0; i < array.length; i++) {
    const item = array[i];
    if (typeof item !== "number") return ARRAY;
    if (ints && ((item | 0) !== item || isNegativeZero(item))) ints = false;
  }
  return ints ? INT32_ARRAY : FLOAT64_ARRAY;
}

function writeInts(writer: Writer, array: readonly number[]): void {
  const { length } = array;
  writer.byte(INT32_ARRAY);
  writer.varint(length);
  writer.reserve(4 * length);
  const { view, position } = writer;
  for (let i = 0; i < length; i++) view.setInt32(position + 4 * i, array[i]!, true);
  writer.position = position + 4 * length;
}

function writeFloats(writer: Writer, array: readonly number[]): void {
  const { length } = array;
  writer.byte(FLOAT64_ARRAY);
  writer.varint(length);
  writer.reserve(8 * length);
  const { view, position } = writer;
  for (let i = 0; i < length; i++) view.setFloat64(position + 8 * i, array[i]!, true);
  writer.position = position + 8 * length;
}
