import { allocateBuffer } from "./buffer_memory.ts";
import { AFTER_HEAD, RESIZABLE } from "./buffer_table.ts";
import type { Reader } from "./reader.ts";
import { VIEW_KINDS } from "./view_kinds.ts";
import { BLOB_ALIGNMENT } from "./writer.ts";

/** A message's largest resizable buffer: more would reserve addresses that no honest sender asked for. */
const MAX_RESERVED = 2 ** 33;

interface Range {
  readonly buffer: ArrayBuffer;
  readonly start: number;
}

/** Reads the table of buffers at `position`, copying each out of the message, and leaves the reader where it was. */
export function readBufferTable(reader: Reader, position: number): readonly Range[] {
  const back = reader.position;
  reader.position = reader.at(position);
  const ranges: Range[] = [];
  const later: { buffer: ArrayBuffer; length: number }[] = [];
  let total = 0;
  for (let left = reader.count(3); left > 0; left--) {
    const flags = reader.byte();
    const start = reader.varint();
    const length = reader.count(1);
    total += length;
    if (total > reader.size) throw reader.damaged("its buffers exceed its size");
    const maxByteLength = flags & RESIZABLE ? reader.varint() : length;
    if (maxByteLength < length || maxByteLength > MAX_RESERVED) {
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
  reader.position = back;
  return ranges;
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

/** A buffer of the message, and where its range began in the sender's buffer. */
export type BufferRange = Range;
