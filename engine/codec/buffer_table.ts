import { BUFFER, BUFFERS_AT, VIEW } from "./tags.ts";
import { IdentityTable } from "./identity_table.ts";
import { Refusal } from "./refusal.ts";
import { VIEW_KINDS, viewKindNumber } from "./view_kinds.ts";
import type { Writer } from "./writer.ts";

/** Buffers longer than this are not copied into the writer but straight to where the message travels. */
const COPIED_ONCE = 4096;
/** Ranges start at multiples of this, so that every view stays aligned to its element size. */
const RANGE_ALIGNMENT = 8;

/** Flags of a buffer in the table. */
export const AFTER_HEAD = 1;
export const RESIZABLE = 2;

interface Range {
  readonly buffer: ArrayBuffer;
  start: number;
  end: number;
}

/**
 * The buffers of the message being encoded, each once, however many views it has.
 *
 * Only the range that the views span travels, so a `subarray` of a big array costs its own size. The range is
 * known when the last view has been met: hence a table at the message's end.
 */
export class BufferTable {
  #ranges: Range[] = [];
  #buffers = new IdentityTable();
  #slot = 0;

  /** Appends a view. */
  writeView(writer: Writer, view: ArrayBufferView): void {
    const number = viewKindNumber(view);
    if (number === undefined) throw new Refusal(view, "this kind of view does not travel");
    const buffer = view.buffer;
    if (!(buffer instanceof ArrayBuffer)) throw new Refusal(view, SHARED_BUFFER);
    const { byteOffset, byteLength } = measure(view, buffer);
    const index = this.#add(writer, buffer, byteOffset, byteOffset + byteLength);
    writer.byte(VIEW);
    writer.byte(number);
    writer.varint(index);
    writer.varint(byteOffset);
    writer.varint(byteLength / VIEW_KINDS[number]!.bytesEach);
  }

  /** Appends a whole buffer. */
  writeBuffer(writer: Writer, buffer: ArrayBuffer): void {
    if (buffer.detached) throw new Refusal(buffer, "a detached buffer holds nothing to send");
    const index = this.#add(writer, buffer, 0, buffer.byteLength);
    writer.byte(BUFFER);
    writer.varint(index);
  }

  /** Appends the table, if there are any buffers, and forgets them. */
  finish(writer: Writer): void {
    if (this.#ranges.length === 0) return;
    writer.view.setUint32(this.#slot, writer.position, true);
    writer.varint(this.#ranges.length);
    for (const range of this.#ranges) this.#writeRange(writer, range);
    this.clear();
  }

  /** Forgets every buffer. */
  clear(): void {
    if (this.#ranges.length === 0) return;
    this.#ranges = [];
    this.#buffers.clear();
  }

  #add(writer: Writer, buffer: ArrayBuffer, start: number, end: number): number {
    const known = this.#buffers.add(buffer);
    if (known >= 0) {
      const range = this.#ranges[known]!;
      range.start = Math.min(range.start, start);
      range.end = Math.max(range.end, end);
      return known;
    }
    if (this.#ranges.length === 0) {
      writer.byte(BUFFERS_AT);
      this.#slot = writer.position;
      writer.uint32(0);
    }
    // The length of a resizable buffer is part of what it is, so it travels whole.
    this.#ranges.push(
      buffer.resizable ? { buffer, start: 0, end: buffer.byteLength } : { buffer, start, end },
    );
    return this.#ranges.length - 1;
  }

  #writeRange(writer: Writer, { buffer, start, end }: Range): void {
    if (buffer.detached || end > buffer.byteLength) {
      throw new Refusal(buffer, "its buffer was detached meanwhile");
    }
    start -= start % RANGE_ALIGNMENT;
    const length = end - start;
    const bytes = new Uint8Array(buffer, start, length);
    const remembered = length > COPIED_ONCE;
    writer.byte((remembered ? AFTER_HEAD : 0) | (buffer.resizable ? RESIZABLE : 0));
    writer.varint(start);
    writer.varint(length);
    if (buffer.resizable) writer.varint(buffer.maxByteLength);
    if (remembered) {
      writer.remember(bytes);
    } else {
      writer.align(RANGE_ALIGNMENT);
      writer.copy(bytes);
    }
  }
}

/** Why shared memory is refused. */
export const SHARED_BUFFER = "raw shared memory does not travel, send the SharedArray itself";

function measure(view: ArrayBufferView, buffer: ArrayBuffer): { byteOffset: number; byteLength: number } {
  if (buffer.detached) throw new Refusal(view, "its buffer is detached");
  try {
    // A typed array that its resized buffer no longer holds says 0; a DataView throws.
    const { byteOffset, byteLength } = view;
    return { byteOffset, byteLength };
  } catch (error) {
    throw new Refusal(view, "its buffer became too short for it", error);
  }
}
