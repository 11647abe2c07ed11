import { thread } from "../memory/thread.ts";
import type { ElementType, Stored } from "./element_types.ts";

/** How a number of some type is read and written anywhere in memory. */
export interface ScalarAccess {
  get(view: DataView, at: number): Stored;
  set(view: DataView, at: number, stored: Stored): void;
}

/** By the kind of typed array that holds such elements. */
const ACCESS: ReadonlyMap<unknown, ScalarAccess> = new Map<unknown, ScalarAccess>([
  [Int8Array, { get: (v, at) => v.getInt8(at), set: (v, at, x) => v.setInt8(at, x as number) }],
  [Uint8Array, { get: (v, at) => v.getUint8(at), set: (v, at, x) => v.setUint8(at, x as number) }],
  [Int16Array, {
    get: (v, at) => v.getInt16(at, true),
    set: (v, at, x) => v.setInt16(at, x as number, true),
  }],
  [Uint16Array, {
    get: (v, at) => v.getUint16(at, true),
    set: (v, at, x) => v.setUint16(at, x as number, true),
  }],
  [Int32Array, {
    get: (v, at) => v.getInt32(at, true),
    set: (v, at, x) => v.setInt32(at, x as number, true),
  }],
  [Uint32Array, {
    get: (v, at) => v.getUint32(at, true),
    set: (v, at, x) => v.setUint32(at, x as number, true),
  }],
  [BigInt64Array, {
    get: (v, at) => v.getBigInt64(at, true),
    set: (v, at, x) => v.setBigInt64(at, x as bigint, true),
  }],
  [BigUint64Array, {
    get: (v, at) => v.getBigUint64(at, true),
    set: (v, at, x) => v.setBigUint64(at, x as bigint, true),
  }],
  [Float32Array, {
    get: (v, at) => v.getFloat32(at, true),
    set: (v, at, x) => v.setFloat32(at, x as number, true),
  }],
  [Float64Array, {
    get: (v, at) => v.getFloat64(at, true),
    set: (v, at, x) => v.setFloat64(at, x as number, true),
  }],
]);

const nothing = new SharedArrayBuffer(0);

/** The access to elements of a type. */
export function scalarAccess(type: ElementType): ScalarAccess {
  return ACCESS.get(type.view(nothing, 0, 0).constructor)!;
}

let view: DataView<SharedArrayBuffer> | undefined;

/** The data memory, for values of any type. */
export function dataMemoryView(): DataView<SharedArrayBuffer> {
  return view ??= new DataView(thread().bytes.buffer);
}
