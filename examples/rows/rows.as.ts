// Text of lines `name;number`, the number with one digit after its point, such as `Zürich;-3.4`.
import { ReadonlySlice, requires, Slice } from "multicore";

const NEWLINE: u8 = 10, MINUS: u8 = 45, POINT: u8 = 46, ZERO: u8 = 48, SEMICOLON: u8 = 59;

// A table is a hash table with open addressing. An entry: where its name begins in the text, how long that is, and of the
// numbers, in tenths: how many, the least, the greatest, the sum. An entry of no numbers is free.
const NAME_START = 0, NAME_LENGTH = 1, COUNT = 2, LEAST = 3, GREATEST = 4, SUM = 5;
const ENTRY_LENGTH = 6;

/**
 * Sums up the lines of the blocks `fromBlock … toBlock` of a text that ends in a newline: those of each block in a table of
 * its own, of `slots` entries, a power of 2. A line belongs to the block in which it begins.
 */
export function sumUp(
  text: ReadonlySlice<u8>,
  tables: Slice<f64>,
  blockSize: i32,
  slots: i32,
  fromBlock: i32,
  toBlock: i32,
): void {
  requires(tables.length >= toBlock * slots * 6);
  for (let block = fromBlock; block < toBlock; block++) {
    const length = slots * ENTRY_LENGTH;
    const table = tables.subarray(block * length, (block + 1) * length);
    table.fill(0);
    const end = min((block + 1) * blockSize, text.length);
    let at = block * blockSize;
    while (at > 0 && at < end && text[at - 1] != NEWLINE) at++;
    while (at < end) at = addLine(text, at, table, slots);
  }
}

/** Adds a line to a table. Returns where the next one begins. */
function addLine(text: ReadonlySlice<u8>, start: i32, table: Slice<f64>, slots: i32): i32 {
  let at = start;
  let hash: u32 = 2166136261; // FNV-1a
  let byte = text[at];
  while (byte != SEMICOLON) {
    hash = (hash ^ byte) * 16777619;
    byte = text[++at];
  }
  const entry = findEntry(text, start, at - start, hash, table, slots);
  const isNegative = text[++at] == MINUS;
  if (isNegative) at++;
  let tenths = 0;
  for (byte = text[at]; byte != NEWLINE; byte = text[++at]) {
    if (byte != POINT) tenths = 10 * tenths + (byte - ZERO);
  }
  const value = <f64> (isNegative ? -tenths : tenths);
  table[entry + LEAST] = min(table[entry + LEAST], value);
  table[entry + GREATEST] = max(table[entry + GREATEST], value);
  table[entry + SUM] += value;
  table[entry + COUNT] += 1;
  return at + 1;
}

/** The entry of a name, which is made if there is none yet. */
function findEntry(
  text: ReadonlySlice<u8>,
  start: i32,
  length: i32,
  hash: u32,
  table: Slice<f64>,
  slots: i32,
): i32 {
  for (let tried = 0; tried < slots; tried++, hash++) {
    const entry = <i32> (hash & (slots - 1)) * ENTRY_LENGTH;
    if (table[entry + COUNT] == 0) {
      table[entry + NAME_START] = start;
      table[entry + NAME_LENGTH] = length;
      table[entry + LEAST] = Infinity;
      table[entry + GREATEST] = -Infinity;
      return entry;
    }
    const known = text.dataStart + <usize> table[entry + NAME_START];
    const isSame = table[entry + NAME_LENGTH] == length && memory.compare(known, text.dataStart + start, length) == 0;
    if (isSame) return entry;
  }
  throw new Error("the text has more names than a table has slots");
}
