// What a kernel imports from "multicore".

/**
 * Elements of type `T` in the shared memory: a shared array, or a part of one. The build passes the address and the number
 * of elements side by side, in two locals, so that `slice[i]` is one load.
 */
@final @unmanaged
export class Slice<T> {
  private constructor() {}

  /** The element at `index`. Only a debug build checks the index. */
  // @ts-ignore: decorator
  @operator("[]") @inline
  private __get(index: i32): T {
    return load<T>(changetype<usize>(this) + (<usize>index << alignof<T>()));
  }

  // @ts-ignore: decorator
  @operator("[]=") @inline
  private __set(index: i32, value: T): void {
    store<T>(changetype<usize>(this) + (<usize>index << alignof<T>()), value);
  }

  /** The address of the first element. */
  // @ts-ignore: decorator
  @inline
  get dataStart(): usize {
    return changetype<usize>(this);
  }
}

/** A `Slice<T>` that the kernel only reads: what the caller passes for it is not copied back. */
@final @unmanaged
export class ReadonlySlice<T> {
  private constructor() {}

  /** The element at `index`. Only a debug build checks the index. */
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
