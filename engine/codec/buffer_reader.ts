import { AFTER_HEAD, RESIZABLE } from "./buffer_writer.ts";
import type { Reader } from "./reader.ts";
import { VIEW_KINDS } from "../elements/view_kinds.ts";
import { BLOB_ALIGNMENT } from "./writer.ts";

/** What a message's resizable buffers may grow to, all together: more would reserve addresses that no honest sender asked for. */
const MAX_RESERVED = 2 ** 35;

/** A buffer of the message, and where its range began in the sender's buffer. */
interface Range {
  readonly buffer: ArrayBuffer;
  readonly start: number;
}

/** A message's buffers, by their numbers, and from where to where they lie in it. */
export interface ReadBuffers {
  readonly ranges: readonly Range[];
  readonly start: number;
  readonly end: number;
}

/** What a message has that has no buffers. */
export const NO_BUFFERS: ReadBuffers = { ranges: [], start: 0, end: 0 };

/** Reads the table of buffers at `position`, copying each out of the message, and leaves the reader where it was. */
export function readBufferTable(reader: Reader, position: number): ReadBuffers {
  const back = reader.position;
  reader.position = reader.at(position);
  const ranges: Range[] = [];
  const later: { buffer: ArrayBuffer; length: number }[] = [];
  let total = 0, reserved = 0;
  for (let left = reader.count(3); left > 0; left--) {
    const flags = reader.byte();
    const start = reader.varint();
    const length = reader.count(1);
    total += length;
    if (total > reader.size) throw reader.damaged("its buffers exceed its size");
    const maxByteLength = flags & RESIZABLE ? reader.varint() : length;
    if (flags & RESIZABLE) reserved += maxByteLength;
    if (maxByteLength < length || reserved > MAX_RESERVED) {
      throw reader.damaged("a buffer's limit is wrong");
    }
    const buffer = flags & RESIZABLE ? new ArrayBuffer(length, { maxByteLength }) : allocateBuffer(length);
    ranges.push({ buffer, start });
    if (flags & AFTER_HEAD) {
      later.push({ buffer, length });
    } else {
      reader.align(8);
      new Uint8Array(buffer).set(reader.part(length));
    }
  }
  for (const { buffer, length } of later) {
    reader.align(BLOB_ALIGNMENT);
    new Uint8Array(buffer).set(reader.part(length));
  }
  const { position: end } = reader;
  reader.position = back;
  return { ranges, start: reader.at(position), end };
}

/** Reads what follows `VIEW`. */
export function readView(reader: Reader, ranges: readonly Range[]): ArrayBufferView {
  const kind = VIEW_KINDS[reader.byte()];
  const range = ranges[reader.varint()];
  const byteOffset = reader.varint();
  const length = reader.varint();
  if (kind === undefined || range === undefined) throw reader.damaged("a view is of no known kind or buffer");
  const start = byteOffset - range.start;
  if (
    start < 0 || start % kind.bytesEach !== 0 || start + length * kind.bytesEach > range.buffer.byteLength
  ) {
    throw reader.damaged("a view exceeds its buffer");
  }
  return kind.create(range.buffer, start, length);
}

/** Reads what follows `BUFFER`. */
export function readBuffer(reader: Reader, ranges: readonly Range[]): ArrayBuffer {
  const range = ranges[reader.varint()];
  if (range === undefined) throw reader.damaged("a buffer is missing");
  return range.buffer;
}

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
