/** Where an element of an array lies that begins at `start`. */
// @ts-ignore: decorator
@inline
export function elementAt<T>(start: usize, index: i32): usize {
  return start + <usize>index * sizeof<T>();
}
