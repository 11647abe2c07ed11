// Random numbers that depend on the seed and their place alone: not on how a range is cut, nor on who runs which part.
//
// Every 256 elements are one block with a stream of its own: xoshiro256** (Blackman & Vigna 2021, "Scrambled linear
// pseudorandom number generators"), whose state comes out of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable
// pseudorandom number generators") begun at a hash of the seed and the block's number.
import { requires, Slice } from "multicore";

const BLOCK_LENGTH = 256;
const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/** The output function of SplitMix64. */
// @ts-ignore: decorator
@inline
function mix(state: u64): u64 {
  state = (state ^ (state >> 30)) * 0xbf58_476d_1ce4_e5b9;
  state = (state ^ (state >> 27)) * 0x94d0_49bb_1331_11eb;
  return state ^ (state >> 31);
}

/** Writes the 256 numbers of a block's stream to `words`. */
function fillBlock(words: usize, seed: u64, block: i32): void {
  const start = mix(mix(seed) + (<u64>block + 1) * GOLDEN_GAMMA);
  let s0 = mix(start + GOLDEN_GAMMA), s1 = mix(start + 2 * GOLDEN_GAMMA);
  let s2 = mix(start + 3 * GOLDEN_GAMMA), s3 = mix(start + 4 * GOLDEN_GAMMA);
  for (const end = words + BLOCK_LENGTH * 8; words < end; words += 8) {
    store<u64>(words, rotl<u64>(s1 * 5, 7) * 9);
    const shifted = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotl<u64>(s3, 45);
  }
}

/** 53 bits of a word as a number in [0, 1). */
// @ts-ignore: decorator
@inline
function unit(word: u64): f64 {
  return <f64> (<i64>(word >> 11)) * (1.0 / <f64>(1 << 53)); // signed, which processors convert at once
}

/**
 * Fills out[from … to] with random numbers, uniform in [lo, hi): lo + (hi − lo)·u, which rounding may make `hi`. Element i
 * depends on `seed` and i alone.
 */
export function randomUniform(out: Slice<f64>, seed: u64, lo: f64, hi: f64, from: i32, to: i32): void {
  requires(out.length >= to);
  const words = changetype<usize>(new StaticArray<u64>(BLOCK_LENGTH));
  let i = from;
  while (i < to) {
    const block = i / BLOCK_LENGTH;
    fillBlock(words, seed, block);
    const start = block * BLOCK_LENGTH;
    for (const end = start + min(BLOCK_LENGTH, to - start); i < end; i++) {
      out[i] = lo + (hi - lo) * unit(load<u64>(words + (<usize>(i - start) << 3)));
    }
  }
}

/**
 * Fills out[from … to] with normally distributed random numbers (Box & Muller 1958: of u, v uniform,
 * √(−2·ln(1 − u))·cos 2πv and √(−2·ln(1 − u))·sin 2πv are independent and normal). Element i depends on `seed` and i alone.
 */
export function randomNormal(out: Slice<f64>, seed: u64, mean: f64, deviation: f64, from: i32, to: i32): void {
  requires(out.length >= to);
  const words = changetype<usize>(new StaticArray<u64>(BLOCK_LENGTH));
  let i = from;
  while (i < to) {
    const block = i / BLOCK_LENGTH;
    fillBlock(words, seed, block);
    const start = block * BLOCK_LENGTH;
    for (const end = start + min(BLOCK_LENGTH, to - start); i < end; i++) {
      const pair = words + (<usize>((i - start) & ~1) << 3);
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - unit(load<u64>(pair))));
      const angle = 2 * Math.PI * unit(load<u64>(pair, 8));
      if (i & 1) out[i] = mean + radius * Math.sin(angle);
      else {
        out[i] = mean + radius * Math.cos(angle);
        if (i + 1 < end) out[++i] = mean + radius * Math.sin(angle);
      }
    }
  }
}

/**
 * How many of the random points `from … to` of the unit square lie in the unit circle's quarter: 4·hits/points tends to π.
 * Point i depends on `seed` and i alone; the parts are summed.
 */
export function circleHits(seed: u64, from: i32, to: i32): i32 {
  const words = changetype<usize>(new StaticArray<u64>(BLOCK_LENGTH));
  let hits = 0;
  let i = from;
  while (i < to) {
    const block = i / BLOCK_LENGTH;
    fillBlock(words, seed, block);
    const start = block * BLOCK_LENGTH;
    for (const end = start + min(BLOCK_LENGTH, to - start); i < end; i++) {
      // Two coordinates of 31 bits: the sum of their squares fits 64.
      const word = load<u64>(words + (<usize>(i - start) << 3));
      const x = word >> 33, y = (word >> 2) & 0x7fff_ffff;
      hits += i32(x * x + y * y < 1 << 62);
    }
  }
  return hits;
}
