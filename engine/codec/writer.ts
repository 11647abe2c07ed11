import type { SharedRef } from "../memory/handle.ts";

const FIRST_CAPACITY = 1024;
/** A writer that grew beyond this many bytes gives them back when it is reset. */
const KEPT_CAPACITY = 1 << 20;
/** Up to this many bytes a loop copies faster than `set`, which needs a view of the part to copy. */
const LOOPED_COPY = 64;
/** Remembered bytes start at multiples of this within the message. */
export const BLOB_ALIGNMENT = 16;

/**
 * One encoded message, kept in plain memory until its size is known and `copyTo` puts it where it travels.
 *
 * Big buffers are remembered and copied once, straight into the target. A writer is made to be reused: `reset`
 * forgets the message, and with it every object of the user's.
 */
export class Writer {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY);
  view: DataView<ArrayBuffer> = new DataView(this.bytes.buffer);
  /** The next free byte of `bytes`. */
  position = 0;
  #blobs: { readonly bytes: Uint8Array; readonly length: number }[] = [];
  #refs: SharedRef[] = [];
  #refKeys: Set<string> | undefined;
  #sharedTypes: string[] | undefined;

  /** The message's length in bytes. */
  get size(): number {
    let size = this.position;
    for (const blob of this.#blobs) size = align(size, BLOB_ALIGNMENT) + blob.length;
    return size;
  }

  /** The length of the longest of the remembered buffers, 0 if there are none. */
  get longestBlob(): number {
    return this.#blobs.reduce((longest, { length }) => Math.max(longest, length), 0);
  }

  /** The shared objects in the message, each once. Whoever sends the message must hold them until it is read. */
  get refs(): readonly SharedRef[] {
    return this.#refs;
  }

  /** The types of the shared objects in the message, of those too that have no references. */
  get sharedTypes(): readonly string[] {
    return this.#sharedTypes ?? [];
  }

  /** Forgets the message. The arrays that `refs` returned before stay as they are. */
  reset(): void {
    this.position = 0;
    this.#sharedTypes = undefined;
    if (this.#blobs.length > 0) this.#blobs = [];
    if (this.#refs.length > 0) {
      this.#refs = [];
      this.#refKeys = undefined;
    }
    if (this.bytes.length > KEPT_CAPACITY) this.#replace(new Uint8Array(FIRST_CAPACITY));
  }

  /**
   * Copies the message into `target`, which may view shared memory, from `start`, best a multiple of 16, to `end` at most.
   *
   * @throws {RangeError} if there are fewer than `size` bytes between them.
   * @throws {TypeError} if a buffer in the message was detached or resized since it was encoded.
   */
  copyTo(target: Uint8Array, start: number = 0, end: number = target.length): void {
    const head = this.position;
    if (end - start < this.size) throw tooShort(this.size, end - start);
    if (head <= LOOPED_COPY) {
      const bytes = this.bytes;
      for (let i = 0; i < head; i++) target[start + i] = bytes[i]!;
    } else {
      target.set(this.bytes.subarray(0, head), start);
    }
    if (this.#blobs.length > 0) this.#copyBlobs(target, start);
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.position + count > this.bytes.length) this.#grow(this.position + count);
  }

  /** Appends zero bytes up to a multiple of `alignment`. */
  align(alignment: number): void {
    this.reserve(alignment);
    const end = align(this.position, alignment);
    this.bytes.fill(0, this.position, end);
    this.position = end;
  }

  /** Appends one byte. */
  byte(value: number): void {
    if (this.position === this.bytes.length) this.#grow(this.position + 1);
    this.bytes[this.position++] = value;
  }

  /** Appends an integer from 0 to 2^53 - 1, seven bits a byte, low ones first. */
  varint(value: number): void {
    this.reserve(8);
    const bytes = this.bytes;
    let position = this.position;
    while (value >= 0x80) {
      bytes[position++] = value % 0x80 | 0x80;
      value = Math.floor(value / 0x80);
    }
    bytes[position++] = value;
    this.position = position;
  }

  /** Appends a u32. */
  uint32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.position, value, true);
    this.position += 4;
  }

  /** Appends a tag and an i32. */
  taggedInt32(tag: number, value: number): void {
    this.reserve(5);
    this.bytes[this.position] = tag;
    this.view.setInt32(this.position + 1, value, true);
    this.position += 5;
  }

  /** Appends a tag and a float64. */
  taggedFloat64(tag: number, value: number): void {
    this.reserve(9);
    this.bytes[this.position] = tag;
    this.view.setFloat64(this.position + 1, value, true);
    this.position += 9;
  }

  /** Appends bytes now. */
  copy(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.position);
    this.position += source.length;
  }

  /** Appends bytes after everything else, copied from `source` no earlier than in `copyTo`. */
  remember(source: Uint8Array): void {
    this.#blobs.push({ bytes: source, length: source.length });
  }

  /** Adds the type of a shared object to `sharedTypes`. */
  addSharedType(type: string): void {
    (this.#sharedTypes ??= []).push(type);
  }

  /** Adds a shared object to `refs`. */
  addRef(ref: SharedRef): void {
    this.#refKeys ??= new Set();
    const key = `${ref.record}:${ref.generation}`;
    if (this.#refKeys.has(key)) return;
    this.#refKeys.add(key);
    this.#refs.push({ record: ref.record, generation: ref.generation });
  }

  #copyBlobs(target: Uint8Array, start: number): void {
    let position = this.position;
    for (const { bytes, length } of this.#blobs) {
      if (bytes.length !== length) {
        throw new TypeError(
          `Cannot copy a message as a buffer in it was detached or resized: received ${bytes.length} bytes`,
        );
      }
      position = align(position, BLOB_ALIGNMENT);
      target.set(bytes, start + position);
      position += length;
    }
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.position));
    this.#replace(grown);
  }

  #replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

/** The first multiple of `alignment`, a power of two, from `position` on. */
export function align(position: number, alignment: number): number {
  return Math.ceil(position / alignment) * alignment;
}

function tooShort(size: number, length: number): RangeError {
  return new RangeError(`Cannot copy a message as it needs ${size} bytes: received a target of ${length}`);
}
