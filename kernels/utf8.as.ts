// Validation of UTF-8 (Unicode 15, table 3-7; RFC 3629).
import { ReadonlySlice } from "multicore";

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
  const start = bytes.dataStart;
  const end = start + <usize>bytes.length, stop = start + <usize>to;
  let at = startOfCharacter(start, start + <usize>from, end);
  while (at < stop) {
    if (at + 16 <= stop && !v128.any_true(v128.and(v128.load(at), i8x16.splat(-128)))) {
      at += 16;
      continue;
    }
    // Where one character is not ASCII, its neighbours are seldom either.
    const near = min(at + 16, stop);
    while (at < near) {
      const length = characterLength(at, end);
      if (length == 0) return <i32>(at - start);
      at += length;
    }
  }
  return bytes.length;
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
