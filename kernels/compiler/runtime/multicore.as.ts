// What a kernel imports from "multicore".
//
// The build passes a slice as two numbers side by side, the address of its first element and how many there are, so that
// `slice[i]` is one load. The class is the address alone; what needs the length is rewritten by the build, to the
// functions at the end.

/** Elements of type `T` in the shared memory that the kernel only reads: a shared array, or a part of one. */
@unmanaged
export class ReadonlySlice<T> {
  private constructor() {}

  /** The element at `index`. Only a checked or debug build checks the index. */
  // @ts-ignore: decorator
  @operator("[]") @inline
  private __get(index: i32): T {
    return load<T>(changetype<usize>(this) + (<usize>index << alignof<T>()));
  }

  /** The address of the first element. */
  // @ts-ignore: decorator
  @inline
  get dataStart(): usize {
    return changetype<usize>(this);
  }
}

/** A `ReadonlySlice<T>` that the kernel may write, too. */
@final @unmanaged
export class Slice<T> extends ReadonlySlice<T> {
  // Not inherited: asc would take the type of `slice[i] += x` from the setter. Another name: an override would be virtual.
  // @ts-ignore: decorator
  @operator("[]") @inline
  private __getOwn(index: i32): T {
    return load<T>(changetype<usize>(this) + (<usize>index << alignof<T>()));
  }

  // @ts-ignore: decorator
  @operator("[]=") @inline
  private __set(index: i32, value: T): void {
    store<T>(changetype<usize>(this) + (<usize>index << alignof<T>()), value);
  }
}

/**
 * Says what a kernel needs of its arguments: `requires(ys.length >= toRow * width)`. It stands at the beginning of a kernel,
 * any number of times, and the build has each call check it before all else. A range is from 0 on and in order then, and
 * what is multiplied is not negative.
 */
export function requires(condition: bool): void {
  assert(condition);
}

/** Where `index` points to in `length` elements, as in `subarray` of typed arrays: a negative one counts from the end. */
// @ts-ignore: decorator
@global @inline
export function __slice_index(index: i32, length: i32): i32 {
  return index < 0 ? max(index + length, 0) : min(index, length);
}

/** The number of elements from `first` to `end`, of `length`. */
// @ts-ignore: decorator
@global @inline
export function __slice_span(first: i32, end: i32, length: i32): i32 {
  return max(__slice_index(end, length) - first, 0);
}

/** The part of `slice` that begins at `first`. */
// @ts-ignore: decorator
@global @inline
export function __slice_at<S>(slice: S, first: i32): S {
  return changetype<S>(changetype<usize>(slice) + (<usize>first << alignof<valueof<S>>()));
}

/** A slice as one that is only read: asc does not infer the `T` of a `ReadonlySlice<T>` from a subclass. */
// @ts-ignore: decorator
@global @inline
export function __slice_read<S>(slice: S): ReadonlySlice<valueof<S>> {
  return slice;
}

/** `slice.fill(value, begin, end)`. */
// @ts-ignore: decorator
@global
export function __slice_fill<S>(slice: S, length: i32, value: valueof<S>, begin: i32 = 0, end: i32 = i32.MAX_VALUE): void {
  const first = __slice_index(begin, length);
  let at = changetype<usize>(__slice_at<S>(slice, first));
  const last = at + (<usize>__slice_span(first, end, length) << alignof<valueof<S>>());
  if (sizeof<valueof<S>>() == 1) memory.fill(at, <u8>value, last - at);
  else for (; at < last; at += sizeof<valueof<S>>()) store<valueof<S>>(at, value);
}

/** `slice.set(other, offset)`; the two may overlap. */
// @ts-ignore: decorator
@global
export function __slice_set<S>(
  slice: S,
  length: i32,
  other: ReadonlySlice<valueof<S>>,
  otherLength: i32,
  offset: i32 = 0,
): void {
  if (offset < 0 || offset > length - otherLength) {
    throw new RangeError(
      "Cannot set " + otherLength.toString() + " elements at " + offset.toString() + " of a slice of " + length.toString(),
    );
  }
  memory.copy(changetype<usize>(__slice_at<S>(slice, offset)), changetype<usize>(other), <usize>otherLength << alignof<valueof<S>>());
}

/** `index`, where it lies in the slice: what a checked or debug build indexes with. */
// @ts-ignore: decorator
@global @inline
export function __slice_check(index: i32, length: i32, name: string, file: string, line: i32, column: i32): i32 {
  if (<u32>index >= <u32>length) refuseIndex(index, length, name, file, line, column);
  return index;
}

function refuseIndex(index: i32, length: i32, name: string, file: string, line: i32, column: i32): void {
  abort(
    "Cannot access '" + name + "' as its length is " + length.toString() + ": received the index " + index.toString(),
    file,
    line,
    column,
  );
}
