/** Reads bytes and LEB128 integers of a WebAssembly module one after the other (core specification, chapter 5). */
export class WasmReader {
  readonly #bytes: Uint8Array;
  /** Where the next byte is read. */
  offset: number;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  /** One byte. @throws {TypeError} If there is none left. */
  byte(): number {
    const byte = this.#bytes[this.offset++];
    if (byte === undefined) throw new TypeError("Cannot read the kernels as the module is cut short");
    return byte;
  }

  /** An unsigned integer, or the low 32 bits of a signed one, which is what an address is. */
  integer(): number {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** A vector of bytes: a name, or the content of a segment. */
  vector(): Uint8Array {
    const length = this.integer();
    this.offset += length;
    return this.#bytes.subarray(this.offset - length, this.offset);
  }

  /** A name. */
  name(): string {
    return new TextDecoder().decode(this.vector());
  }
}
