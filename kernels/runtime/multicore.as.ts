// What a kernel imports from "multicore".

/**
 * The address of the first of an array's elements, which are of type `T`. The caller passes a shared array; the element
 * type is checked there.
 */
export type Ptr<T> = usize;
