/** Throws a `RangeError` unless a row gets as many elements as it has. */
export function checkRowLength(received: number, wanted: number): void {
  if (received === wanted) return;
  throw new RangeError(`Cannot write to a row as it takes ${wanted} elements: received ${received}`);
}
