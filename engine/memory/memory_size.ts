import { shown } from "../options/shown.ts";

const PAGE = 65536;
/** 4 GiB less one page, so that no end address wraps to 0. */
const MAX_MEMORY_BYTES = 65535 * PAGE;
const MIN_MEMORY_BYTES = 1024 * 1024;
const UNITS: Readonly<Record<string, number>> = { "": 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/**
 * Bytes of a size such as `"64MiB"`, `"4GiB"` or a number of bytes, as a whole number of pages; 4 GiB means one page less.
 * Throws a `RangeError` for what is no size, or is below 1 MiB or above 4 GiB.
 */
export function memorySize(size: string | number): number {
  const match = /^(\d+(?:\.\d+)?)\s*(KiB|MiB|GiB|)$/.exec(String(size));
  const bytes = match === null ? NaN : Number(match[1]) * UNITS[match[2]!]!;
  if (!(bytes >= MIN_MEMORY_BYTES && bytes <= 4 * 1024 ** 3)) {
    throw new RangeError(
      `Cannot set the memory's size as it must be from 1 MiB to 4 GiB, as "64MiB" or a number of bytes: received "${
        shown(size)
      }"`,
    );
  }
  return Math.min(Math.ceil(bytes / PAGE) * PAGE, MAX_MEMORY_BYTES);
}

/** The sizes that are tried when none is asked for, largest first. */
export const SHARED_SIZES: readonly number[] = [MAX_MEMORY_BYTES, 2 * 1024 ** 3, 1024 ** 3, 256 * 1024 ** 2];

/** The same for a memory that is not shared: runtimes without threads give a program some 128 MiB in all. */
export const UNSHARED_SIZES: readonly number[] = [64 * 1024 ** 2, 32 * 1024 ** 2, 16 * 1024 ** 2];

/** A memory of that many bytes that never grows, so that no view of it goes stale. */
export function fixedMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
}
