/** The memory of a page is got from the system when it is first written. */
const PAGE = 4096;

let prepared: ArrayBuffer | undefined;

/** Gets the memory of the next buffer that has exactly `bytes` bytes, all of it, while there is time. */
export function preallocateBuffer(bytes: number): void {
  if (bytes === 0 || prepared?.byteLength === bytes) return;
  prepared = undefined;
  try {
    const view = new Uint8Array(prepared = new ArrayBuffer(bytes));
    for (let at = 0; at < bytes; at += PAGE) view[at] = 0;
  } catch {
    // Whoever needs it will be told.
  }
}

/** Gives back what was prepared, and has not been needed. */
export function dropPreallocatedBuffer(): void {
  prepared = undefined;
}

/** A buffer of zeros. */
export function allocateBuffer(bytes: number): ArrayBuffer {
  if (prepared?.byteLength !== bytes) return new ArrayBuffer(bytes);
  const buffer = prepared;
  prepared = undefined;
  return buffer;
}
