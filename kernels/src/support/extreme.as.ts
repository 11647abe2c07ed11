// The smallest and the largest element of an array, and their places.
import { elementAt } from "./element_at.as";

const BYTES_PER_VECTOR = 16;
const FOUR_VECTORS: usize = 64;

// @ts-ignore: decorator
@inline
function pick<T>(a: v128, b: v128, largest: bool): v128 {
  return largest ? v128.max<T>(a, b) : v128.min<T>(a, b);
}

/** What no element can be on the wrong side of. */
// @ts-ignore: decorator
@inline
function neutral<T>(largest: bool): T {
  if (isFloat<T>()) return <T>(largest ? -Infinity : Infinity);
  return <T>(largest ? i32.MIN_VALUE : i32.MAX_VALUE);
}

/** The smallest or largest element. */
// @ts-ignore: decorator
@inline
export function extreme<T>(start: usize, from: i32, to: i32, largest: bool): T {
  if (isFloat<T>()) {
    const value = comparedExtreme<T>(start, from, to, largest);
    // To compare tells no zero from another.
    if (value != 0) return value;
  }
  return exactExtreme<T>(start, from, to, largest);
}

/** As by `<`, which takes a fraction of the time of a minimum that knows NaN and signs of zeros; NaN if there is one. */
// @ts-ignore: decorator
@inline
function comparedExtreme<T>(start: usize, from: i32, to: i32, largest: bool): T {
  let at = elementAt<T>(start, from);
  const end = elementAt<T>(start, to);
  let a = v128.splat<T>(neutral<T>(largest)), b = a, c = a, d = a;
  let nan = i32x4.splat(0), otherNan = nan;
  for (; at + FOUR_VECTORS <= end; at += FOUR_VECTORS) {
    const x = v128.load(at), y = v128.load(at, 16), z = v128.load(at, 32), w = v128.load(at, 48);
    a = compared<T>(a, x, largest);
    b = compared<T>(b, y, largest);
    c = compared<T>(c, z, largest);
    d = compared<T>(d, w, largest);
    nan = v128.or(nan, v128.or(v128.ne<T>(x, x), v128.ne<T>(y, y)));
    otherNan = v128.or(otherNan, v128.or(v128.ne<T>(z, z), v128.ne<T>(w, w)));
  }
  for (; at < end; at += sizeof<T>()) {
    const x = v128.load_splat<T>(at);
    a = compared<T>(a, x, largest);
    nan = v128.or(nan, v128.ne<T>(x, x));
  }
  if (v128.any_true(v128.or(nan, otherNan))) return <T>NaN;
  a = compared<T>(compared<T>(a, b, largest), compared<T>(c, d, largest), largest);
  a = compared<T>(a, v128.shuffle<u64>(a, a, 1, 0), largest);
  if (sizeof<T>() == 4) a = compared<T>(a, v128.shuffle<u32>(a, a, 1, 0, 3, 2), largest);
  return v128.extract_lane<T>(a, 0);
}

// @ts-ignore: decorator
@inline
function compared<T>(a: v128, b: v128, largest: bool): v128 {
  return largest ? v128.pmax<T>(a, b) : v128.pmin<T>(a, b);
}

/** WebAssembly's own minimum of floats is that of `Math.min`. */
// @ts-ignore: decorator
@inline
function exactExtreme<T>(start: usize, from: i32, to: i32, largest: bool): T {
  let at = elementAt<T>(start, from);
  const end = elementAt<T>(start, to);
  let a = v128.splat<T>(neutral<T>(largest)), b = a, c = a, d = a;
  for (; at + FOUR_VECTORS <= end; at += FOUR_VECTORS) {
    a = pick<T>(a, v128.load(at), largest);
    b = pick<T>(b, v128.load(at, 16), largest);
    c = pick<T>(c, v128.load(at, 32), largest);
    d = pick<T>(d, v128.load(at, 48), largest);
  }
  for (; at < end; at += sizeof<T>()) a = pick<T>(a, v128.load_splat<T>(at), largest);
  a = pick<T>(pick<T>(a, b, largest), pick<T>(c, d, largest), largest);
  a = pick<T>(a, v128.shuffle<u64>(a, a, 1, 0), largest);
  if (sizeof<T>() == 4) a = pick<T>(a, v128.shuffle<u32>(a, a, 1, 0, 3, 2), largest);
  return v128.extract_lane<T>(a, 0);
}

/** The value first, in one fast pass; then the place of the first that equals it. */
// @ts-ignore: decorator
@inline
export function placeOfExtreme<T>(start: usize, from: i32, to: i32, largest: bool): i32 {
  if (from >= to) return -1;
  const value = comparedExtreme<T>(start, from, to, largest);
  const wanted = v128.splat<T>(value);
  const perVector = <i32>(BYTES_PER_VECTOR / sizeof<T>());
  let i = from;
  for (; i + perVector <= to; i += perVector) {
    const some = v128.load(elementAt<T>(start, i));
    if (v128.any_true(value == value ? v128.eq<T>(some, wanted) : v128.ne<T>(some, some))) break;
  }
  for (; i < to; i++) {
    const x = load<T>(elementAt<T>(start, i));
    if (x == value || x != x) break;
  }
  return i;
}

// @ts-ignore: decorator
@inline
export function betterPlace<T>(start: usize, a: i32, b: i32, largest: bool): i32 {
  if (a < 0 || b < 0) return a < 0 ? b : a;
  // The first of equals, whatever the order of the parts.
  const first = a < b ? a : b, second = a < b ? b : a;
  const x = load<T>(elementAt<T>(start, first)), y = load<T>(elementAt<T>(start, second));
  if (x != x) return first;
  return y != y || (largest ? y > x : y < x) ? second : first;
}
