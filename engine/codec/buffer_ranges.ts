import { Refusal } from "./refusal.ts";
import { viewKindNumber } from "./view_kinds.ts";

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
