// Validation of UTF-8 (Unicode 15, table 3-7; RFC 3629).
import { ReadonlySlice, requires } from "multicore";

// What can be wrong with two bytes in a row, one bit each (Keiser & Lemire 2021, "Validating UTF-8 in less than one instruction
// per byte"). Three tables say what the halves of the first byte, and the higher half of the second, leave possible; what all
// three leave is wrong. Two continuations are so too, unless a character of three or four bytes began before them.
const TOO_SHORT: u8 = 1 << 0;
const TOO_LONG: u8 = 1 << 1;
const OVERLONG_3: u8 = 1 << 2;
const TOO_LARGE: u8 = 1 << 3;
const SURROGATE: u8 = 1 << 4;
const OVERLONG_2: u8 = 1 << 5;
const OVERLONG_4: u8 = 1 << 6; // or too large: the first byte tells which
const CONTINUATIONS: u8 = 1 << 7;
const ANY_LOW: u8 = TOO_SHORT | TOO_LONG | CONTINUATIONS;
const ANY_SECOND: u8 = TOO_LONG | OVERLONG_2 | CONTINUATIONS;

// deno-fmt-ignore
const FIRST_HIGH = memory.data<u8>([
  TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
  CONTINUATIONS, CONTINUATIONS, CONTINUATIONS, CONTINUATIONS,
  TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | OVERLONG_4,
], 16);
// deno-fmt-ignore
const FIRST_LOW = memory.data<u8>([
  ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, ANY_LOW | OVERLONG_2, ANY_LOW, ANY_LOW,
  ANY_LOW | TOO_LARGE, ANY_LOW | TOO_LARGE | OVERLONG_4, ANY_LOW | TOO_LARGE | OVERLONG_4, ANY_LOW | TOO_LARGE | OVERLONG_4,
  ANY_LOW | TOO_LARGE | OVERLONG_4, ANY_LOW | TOO_LARGE | OVERLONG_4, ANY_LOW | TOO_LARGE | OVERLONG_4,
  ANY_LOW | TOO_LARGE | OVERLONG_4, ANY_LOW | TOO_LARGE | OVERLONG_4,
  ANY_LOW | TOO_LARGE | OVERLONG_4 | SURROGATE, ANY_LOW | TOO_LARGE | OVERLONG_4, ANY_LOW | TOO_LARGE | OVERLONG_4,
], 16);
// The lower half of a byte; what leaves the top bit of leads of three and of four bytes; that bit.
const MASKS = memory.data<u8>([0x0f, 0x60, 0x70, 0x80]);
// deno-fmt-ignore
const SECOND_HIGH = memory.data<u8>([
  TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
  ANY_SECOND | OVERLONG_3 | OVERLONG_4, ANY_SECOND | OVERLONG_3 | TOO_LARGE,
  ANY_SECOND | SURROGATE | TOO_LARGE, ANY_SECOND | SURROGATE | TOO_LARGE,
  TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
], 16);

/** The index of the first byte of `bytes` that begins no well-formed character; -1 if all is UTF-8. */
export function indexOfInvalidUtf8(bytes: ReadonlySlice<u8>): i32 {
  const valid = validUtf8Length(bytes, 0, bytes.length);
  return valid == bytes.length ? -1 : valid;
}

/**
 * How many bytes at the beginning of `bytes` are UTF-8, as far as the range `from … to` tells: the index of the first byte
 * that begins no well-formed character, of those whose character is at least partly in the range; `bytes.length` if there is
 * none. The least of the parts is the whole's.
 */
export function validUtf8Length(bytes: ReadonlySlice<u8>, from: i32, to: i32): i32 {
  requires(bytes.length >= to);
  const start = bytes.dataStart;
  const end = start + <usize>bytes.length, stop = start + <usize>to;
  const first = startOfCharacter(start, start + <usize>from, end);
  // Whole vectors are only known to be right; where one is not, or the range ends, characters are looked at one by one.
  let at = beginOfLast(first, endOfValidVectors(first, stop));
  while (at < stop) {
    const length = characterLength(at, end);
    if (length == 0) return <i32>(at - start);
    at += length;
  }
  return bytes.length;
}

/**
 * An address up to which all characters from `at` on are well-formed, but for the last one, which may go on there. `at` is
 * where a character begins; vectors are read up to `stop`.
 */
function endOfValidVectors(at: usize, stop: usize): usize {
  const firstHigh = v128.load(FIRST_HIGH), firstLow = v128.load(FIRST_LOW), secondHigh = v128.load(SECOND_HIGH);
  // Loaded, not constant: V8 would make constants anew in every turn.
  const lowHalf = v128.load8_splat(MASKS), lead3 = v128.load8_splat(MASKS, 1);
  const lead4 = v128.load8_splat(MASKS, 2), top = v128.load8_splat(MASKS, 3);
  let before = i8x16.splat(0);
  for (; at + 16 <= stop; at += 16) {
    const block = v128.load(at);
    if (v128.any_true(v128.and(v128.or(block, before), top))) {
      const before1 = v128.shuffle<i8>(before, block, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
      const before2 = v128.shuffle<i8>(before, block, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
      const before3 = v128.shuffle<i8>(before, block, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
      const possible = v128.and(
        v128.and(i8x16.swizzle(firstHigh, i8x16.shr_u(before1, 4)), i8x16.swizzle(firstLow, v128.and(before1, lowHalf))),
        i8x16.swizzle(secondHigh, i8x16.shr_u(block, 4)),
      );
      // The top bit where a second continuation must be: two places behind a lead of three, three behind one of four.
      const wanted = v128.or(i8x16.sub_sat_u(before2, lead3), i8x16.sub_sat_u(before3, lead4));
      if (v128.any_true(v128.xor(v128.and(wanted, top), possible))) return at;
    }
    before = block;
  }
  return at;
}

/** Where the character begins that reaches up to or over `at`, not before `first`. */
function beginOfLast(first: usize, at: usize): usize {
  for (let back: usize = 1; back < 4 && first + back <= at; back++) {
    if (!isContinuation(at - back)) return at - back;
  }
  return at;
}

/** Where the character begins that the byte at `at` belongs to; `at` itself if it belongs to none. */
function startOfCharacter(start: usize, at: usize, end: usize): usize {
  for (let back: usize = 1; back < 4 && at < end && isContinuation(at) && start + back <= at; back++) {
    if (isContinuation(at - back)) continue;
    return characterLength(at - back, end) > back ? at - back : at;
  }
  return at;
}

// @ts-ignore: decorator
@inline
function isContinuation(at: usize): bool {
  return (load<u8>(at) & 0xc0) == 0x80;
}

/** The number of bytes of the character at `at`; 0 if it is ill-formed, or goes on behind `end`. */
// @ts-ignore: decorator
@inline
function characterLength(at: usize, end: usize): usize {
  const lead = <u32>load<u8>(at);
  if (lead < 0x80) return 1;
  // Below 0xc2 are continuations, and what would be shorter as ASCII.
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length: usize = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  const second = <u32>load<u8>(at, 1);
  // The second byte keeps out what would be shorter, surrogates, and what is beyond U+10FFFF.
  const least: u32 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const most: u32 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  if (length > 2 && !isContinuation(at + 2)) return 0;
  if (length > 3 && !isContinuation(at + 3)) return 0;
  return length;
}
