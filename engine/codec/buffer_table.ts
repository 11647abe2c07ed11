import { BufferRanges, checkBuffer, measureView, RANGE_ALIGNMENT } from "./buffer_ranges.ts";
import { BUFFER, BUFFERS_AT, VIEW } from "./tags.ts";
import { VIEW_KINDS } from "./view_kinds.ts";
import type { Writer } from "./writer.ts";

/** Buffers longer than this are not copied into the writer but straight to where the message travels. */
const COPIED_ONCE = 4096;

/** Flags of a buffer in the table. */
export const AFTER_HEAD = 1;
export const RESIZABLE = 2;

/** The table of the buffers in the message being encoded: at its end, where their ranges are known. */
export class BufferTable {
  readonly #ranges = new BufferRanges();
  #slot = 0;

  /** Appends a view. */
  writeView(writer: Writer, view: ArrayBufferView): void {
    const { kind, buffer, byteOffset, byteLength } = measureView(view);
    const index = this.#add(writer, buffer, byteOffset, byteOffset + byteLength);
    writer.byte(VIEW);
    writer.byte(kind);
    writer.varint(index);
    writer.varint(byteOffset);
    writer.varint(byteLength / VIEW_KINDS[kind]!.bytesEach);
  }

  /** Appends a whole buffer. */
  writeBuffer(writer: Writer, buffer: ArrayBuffer): void {
    checkBuffer(buffer);
    const index = this.#add(writer, buffer, 0, buffer.byteLength);
    writer.byte(BUFFER);
    writer.varint(index);
  }

  /** Appends the table, if there are any buffers, and forgets them. */
  finish(writer: Writer): void {
    if (this.#ranges.count === 0) return;
    writer.view.setUint32(this.#slot, writer.position, true);
    writer.varint(this.#ranges.count);
    for (const bytes of this.#ranges.bytes()) writeRange(writer, bytes);
    this.#ranges.clear();
  }

  #add(writer: Writer, buffer: ArrayBuffer, start: number, end: number): number {
    if (this.#ranges.count === 0) {
      writer.byte(BUFFERS_AT);
      this.#slot = writer.position;
      writer.uint32(0);
    }
    return this.#ranges.add(buffer, start, end);
  }
}

function writeRange(writer: Writer, bytes: Uint8Array<ArrayBuffer>): void {
  const { buffer, byteOffset, length } = bytes;
  const remembered = length > COPIED_ONCE;
  writer.byte((remembered ? AFTER_HEAD : 0) | (buffer.resizable ? RESIZABLE : 0));
  writer.varint(byteOffset);
  writer.varint(length);
  if (buffer.resizable) writer.varint(buffer.maxByteLength);
  if (remembered) {
    writer.remember(bytes);
  } else {
    writer.align(RANGE_ALIGNMENT);
    writer.copy(bytes);
  }
}
