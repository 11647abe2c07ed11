import { SharedArray } from "../../mod.ts";

/** A shared array of numbers, each made from its index. */
export function filled<Type extends "u8" | "i32" | "u32" | "f32" | "f64">(
  type: Type,
  length: number,
  value: (index: number) => number = () => 0,
): SharedArray<Type> {
  const array = new SharedArray(type, length, { lock: false });
  const view = array.view as unknown as Float64Array;
  for (let index = 0; index < length; index++) view[index] = value(index);
  return array;
}

/** A number below 2³² that looks random. */
export function scrambled(index: number): number {
  return Math.imul(index + 1, 2654435761) >>> 0;
}
