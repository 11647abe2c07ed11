import type { Socket } from "../platform/sockets.ts";
import { ConnectionClosedError } from "../errors/channel_errors.ts";
import { TransferError } from "../errors/transfer_errors.ts";

//  ╒═ frame ══════════════════════════════════════╕
//  │ length (u32, little endian) │ that many bytes │
//  └─────────────────────────────┴─────────────────┘

/** Bytes of a frame before its content. */
export const FRAME_HEADER_BYTES = 4;
/** The most bytes that a frame holds. */
export const MAX_FRAME_BYTES: number = 2 ** 32 - 1;

const CHUNK_BYTES = 64 * 1024;
/** A length is the other side's word: memory is taken as the bytes come. */
const FIRST_BODY_BYTES = 1024 * 1024;

/** A frame with room for `length` bytes of content, which begin at `FRAME_HEADER_BYTES`. */
export function newFrame(length: number): Uint8Array<ArrayBuffer> {
  if (length > MAX_FRAME_BYTES) {
    throw new TransferError(`Cannot send a message of ${length} bytes as the most is ${MAX_FRAME_BYTES}`);
  }
  const frame = new Uint8Array(FRAME_HEADER_BYTES + length);
  new DataView(frame.buffer).setUint32(0, length, true);
  return frame;
}

/** The frame of some bytes. */
export function frameOf(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = newFrame(content.length);
  frame.set(content, FRAME_HEADER_BYTES);
  return frame;
}

/** Frames out of a stream of bytes. */
export class FrameReader {
  readonly #socket: Socket;
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  /** What of the chunk is not used yet. */
  #start = 0;
  #end = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * Waits for the content of the next frame, of at most `longest` bytes.
   *
   * @throws {ConnectionClosedError} At the end of the stream.
   * @throws {TransferError} If the frame is longer; nothing can be read after that.
   */
  async next(longest: number = MAX_FRAME_BYTES): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#end - this.#start < FRAME_HEADER_BYTES) {
      if (await this.#fill()) continue;
      throw new ConnectionClosedError(
        this.#start === this.#end
          ? "Cannot receive as the other side has closed the connection"
          : "Cannot receive as the other side closed the connection in the middle of a message",
      );
    }
    const length = new DataView(this.#chunk.buffer).getUint32(this.#start, true);
    this.#start += FRAME_HEADER_BYTES;
    if (length > longest) {
      throw new TransferError(`Cannot receive a message of ${length} bytes as the most is ${longest}`);
    }
    const here = Math.min(length, this.#end - this.#start);
    if (here === length) return this.#take(length);
    return await this.#body(length, this.#take(here));
  }

  #take(count: number): Uint8Array<ArrayBuffer> {
    return this.#chunk.slice(this.#start, this.#start += count);
  }

  /** Reads the rest of a long content straight to its place. */
  async #body(length: number, first: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    let body = new Uint8Array(Math.min(length, Math.max(FIRST_BODY_BYTES, first.length)));
    body.set(first);
    let filled = first.length;
    while (filled < length) {
      if (filled === body.length) {
        const grown = new Uint8Array(Math.min(length, body.length * 2));
        grown.set(body);
        body = grown;
      }
      const count = await this.#socket.read(body.subarray(filled));
      if (count === null) {
        throw new ConnectionClosedError(
          "Cannot receive as the other side closed the connection in the middle of a message",
        );
      }
      filled += count;
    }
    return body;
  }

  async #fill(): Promise<boolean> {
    this.#chunk.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    const count = await this.#socket.read(this.#chunk.subarray(this.#end));
    this.#end += count ?? 0;
    return count !== null;
  }
}
