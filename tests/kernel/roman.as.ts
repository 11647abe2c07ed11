// The second user module of modules_test.ts: tables of strings and numbers, strings that are built, and a range kernel.
// roman_reference.ts is the same in TypeScript.
import { Slice } from "multicore";

const VALUES: StaticArray<i32> = [1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1];
const SIGNS: StaticArray<string> = ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"];

function numeral(n: i32): string {
  let text = "";
  for (let i = 0; i < VALUES.length; i++) {
    for (; n >= VALUES[i]; n -= VALUES[i]) text += SIGNS[i];
  }
  return text;
}

function hash(text: string): i32 {
  let sum: i32 = 0;
  for (let i = 0; i < text.length; i++) sum = sum * 31 + text.charCodeAt(i);
  return sum;
}

/** A hash of the Roman numeral. */
export function roman(n: i32): i32 {
  return hash(numeral(n));
}

/** The hashes of the numerals of the range. */
export function romans(out: Slice<i32>, from: i32, to: i32): void {
  for (let i = from; i < to; i++) out[i] = hash(numeral(i % 4000));
}

/** Takes long, with a few strings in its hands. */
export function busy(rounds: i32): i32 {
  const texts = [numeral(rounds % 4000), "a", "b"];
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum = sum * 31 + hash(texts[i % 3]);
  return sum;
}

/** Where the static data lies: a text is part of it. */
export function tableAddress(n: i32): u32 {
  return <u32>changetype<usize>("a text");
}

/** Where a new object lies. */
export function objectAddress(n: i32): u32 {
  return <u32>changetype<usize>(new Float64Array(n));
}
