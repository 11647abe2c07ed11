import { Refusal } from "./refusal.ts";
import { VIEW_KINDS, viewKindNumber } from "../elements/view_kinds.ts";
import { BUFFER, BUFFERS_AT, VIEW } from "./tags.ts";
import type { Writer } from "./writer.ts";

/** Ranges start at multiples of this, so that every view stays aligned to its element size. */
export const RANGE_ALIGNMENT = 8;

/** Why shared memory is refused. */
export const SHARED_BUFFER = "raw shared memory does not travel, send the SharedArray itself";

interface Range {
  readonly buffer: ArrayBuffer;
  start: number;
  end: number;
}

/** A view, as it lies on its buffer. */
export interface MeasuredView {
  /** The number of its kind. */
  readonly kind: number;
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/**
 * The buffers in the value that is being sent, each once, however many views it has.
 *
 * Only the range that the views span travels, so a `subarray` of a big array costs its own size. The range is known when the last
 * view has been met.
 */
export class BufferRanges {
  #ranges: Range[] = [];
  readonly #numbers = new Map<ArrayBuffer, number>();

  /** How many buffers there are. */
  get count(): number {
    return this.#ranges.length;
  }

  /** Adds a part of a buffer, and returns the buffer's number. */
  add(buffer: ArrayBuffer, start: number, end: number): number {
    const known = this.#numbers.get(buffer);
    if (known !== undefined) {
      const range = this.#ranges[known]!;
      range.start = Math.min(range.start, start);
      range.end = Math.max(range.end, end);
      return known;
    }
    // The length of a resizable buffer is part of what it is, so it travels whole.
    const range = buffer.resizable ? { buffer, start: 0, end: buffer.byteLength } : { buffer, start, end };
    const number = this.#ranges.push(range) - 1;
    this.#numbers.set(buffer, number);
    return number;
  }

  /** The ranges by the buffers' numbers, as bytes. Throws a {@linkcode Refusal} for one that is no longer there. */
  bytes(): Uint8Array<ArrayBuffer>[] {
    return this.#ranges.map(({ buffer, start, end }) => {
      if (buffer.detached || end > buffer.byteLength) {
        throw new Refusal(buffer, "its buffer was detached meanwhile");
      }
      const aligned = start - start % RANGE_ALIGNMENT;
      return new Uint8Array(buffer, aligned, end - aligned);
    });
  }

  /** Forgets every buffer. */
  clear(): void {
    if (this.#ranges.length === 0) return;
    this.#ranges = [];
    this.#numbers.clear();
  }
}

/** Where a view lies. Throws a {@linkcode Refusal} if it cannot travel. */
export function measureView(view: ArrayBufferView): MeasuredView {
  const kind = viewKindNumber(view);
  if (kind === undefined) throw new Refusal(view, "this kind of view does not travel");
  const { buffer } = view;
  if (!(buffer instanceof ArrayBuffer)) throw new Refusal(view, SHARED_BUFFER);
  if (buffer.detached) throw new Refusal(view, "its buffer is detached");
  try {
    // A typed array that its resized buffer no longer holds says 0; a DataView throws.
    const { byteOffset, byteLength } = view;
    return { kind, buffer, byteOffset, byteLength };
  } catch (error) {
    throw new Refusal(view, "its buffer became too short for it", error);
  }
}

/** Throws a {@linkcode Refusal} for a buffer that cannot travel. */
export function checkBuffer(buffer: ArrayBuffer): void {
  if (buffer.detached) throw new Refusal(buffer, "a detached buffer holds nothing to send");
}

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
