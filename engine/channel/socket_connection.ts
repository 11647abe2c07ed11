import type { Socket } from "../platform/sockets.ts";
import { decode } from "../codec/decode.ts";
import { encode } from "../codec/encode.ts";
import { Refusal } from "../codec/refusal.ts";
import { isForeignType, sharedState } from "../codec/shared_object.ts";
import { Writer } from "../codec/writer.ts";
import { ConnectionClosedError } from "../errors/channel_errors.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { type AsyncOptions, asyncWait } from "../options/check_options.ts";
import {
  asksForKey,
  authenticate,
  checkGreeting,
  greeting,
  MAX_GREETING_BYTES,
  protocolError,
  type Side,
} from "./authenticate.ts";
import {
  asBytes,
  type BytesLike,
  bytesToSend,
  checkFits,
  checkLength,
  copyInto,
  receiveTarget,
} from "./buffer_parts.ts";
import { FRAME_HEADER_BYTES, frameOf, FrameReader, newFrame } from "./framing.ts";
import { Inbox } from "./inbox.ts";
import { type Awaitable, type Readiness, readiness } from "./wait.ts";

let encodingFor: SocketConnection | undefined;

/** The connection that a value is being encoded for in this thread, if it is to leave the program. */
export function outgoingConnection(): SocketConnection | undefined {
  return encodingFor;
}

let decodingFrom: SocketConnection | undefined;

/** The connection from which a value is being decoded in this thread, if it comes from another program. */
export function incomingConnection(): SocketConnection | undefined {
  return decodingFrom;
}

/**
 * A connection to another program, over a TCP or Unix socket (Python's `multiprocessing.connection.Connection`). It has the
 * calls of a pipe's `Connection`, less those named `…Sync`: a socket is served by the event loop of the thread that opened it,
 * which is also the only one that can use it.
 *
 * Messages keep their boundaries. Values travel as they do between threads; objects in shared memory do not, as the other
 * program does not share it.
 *
 * @example
 * ```ts
 * import { Client, Listener, type SocketConnection } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using listener = new Listener(["127.0.0.1", 0]);
 * using client: SocketConnection<string> = await Client(listener.address);
 * using server: SocketConnection<string> = await listener.accept();
 * await client.send("hello");
 * assertEquals(await server.recv(), "hello");
 * ```
 */
export class SocketConnection<T = unknown> implements Awaitable, Disposable {
  readonly #socket: Socket;
  readonly #inbox: Inbox<Uint8Array<ArrayBuffer>>;
  readonly #writer = new Writer();
  /** The last write that was begun: one follows another. */
  #written: Promise<void> = Promise.resolve();
  #unsentBytes = 0;
  #closed = false;

  /** Made by `Client` and `Listener`; `greeted` is false if the first message may be a refusal. */
  protected constructor(socket: Socket, reader: FrameReader, greeted: boolean) {
    this.#socket = socket;
    const fetch = async () => {
      const content = await reader.next();
      if (!greeted && asksForKey(content)) checkGreeting(content, false);
      greeted = true;
      return content;
    };
    socket.keepAlive(false);
    this.#inbox = new Inbox(fetch, (on) => socket.keepAlive(on));
  }

  /** Whether it has been closed here. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether it can receive: always. */
  get readable(): boolean {
    return true;
  }

  /** Whether it can send: always. */
  get writable(): boolean {
    return true;
  }

  /**
   * Sends a value, which is packed at once. Resolves when the system has taken all of it: await that, or what the other side does
   * not read piles up here.
   *
   * @throws {ConnectionClosedError} If this side or the other is closed.
   * @throws {TransferError} If the value cannot be sent, also because it holds an object in shared memory.
   */
  async send(value: T): Promise<void> {
    await this.#put(value);
  }

  /**
   * Waits for a value.
   *
   * @throws {ConnectionClosedError} If this side is closed, or the other is and all that it sent has been received.
   * @throws {TimeoutError} If none comes within `timeout` milliseconds; what comes later is the next call's.
   */
  async recv(options?: AsyncOptions): Promise<T> {
    return await this.#recv(options) as T;
  }

  /**
   * Whether `recv` would not wait: there is a value, or the other side is closed. Waits for that up to `timeout` milliseconds,
   * by default not at all; `Infinity` is for ever. Finding out takes the event loop: with no timeout, what has just arrived may
   * be seen by the next call only.
   */
  async poll(options?: AsyncOptions): Promise<boolean> {
    const limits = asyncWait({ ...options, timeout: options?.timeout ?? 0 }, "poll");
    this.#check("poll");
    const found = await this.#inbox.poll(limits);
    this.#check("poll");
    return found;
  }

  /**
   * Sends `size` of a buffer's bytes from `offset` on, by default all of them, as one message.
   *
   * @throws {RangeError} If the buffer has no such part.
   */
  async sendBytes(buffer: BytesLike, offset: number = 0, size?: number): Promise<void> {
    await this.#put(bytesToSend(buffer, offset, size));
  }

  /**
   * Waits for a message of at most `maxLength` bytes, of any number by default. Throws a `TypeError` if what comes is none; then
   * it stays the next message.
   *
   * @throws {BufferTooShortError} If it is longer; the error has the message, and the connection goes on.
   * @throws {RangeError} If `maxLength` is negative or NaN.
   */
  async recvBytes(maxLength: number = Infinity, options?: AsyncOptions): Promise<Uint8Array<ArrayBuffer>> {
    checkLength(maxLength);
    return checkFits(asBytes(await this.#recv(options, asBytes)), maxLength);
  }

  /**
   * Waits for a message of bytes and copies it into a buffer, from `offset` on. Resolves to the number of its bytes.
   *
   * @throws {BufferTooShortError} If it does not fit; the error has the message.
   * @throws {RangeError} If `offset` is not in the buffer.
   */
  async recvBytesInto(buffer: BytesLike, offset: number = 0, options?: AsyncOptions): Promise<number> {
    const room = receiveTarget(buffer, offset);
    return copyInto(room, await this.recvBytes(Infinity, options));
  }

  /**
   * Bytes of messages that the system has not taken yet, since the other side does not read.
   *
   * @internal
   */
  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /**
   * Resolves when all that has been sent until now is out, or lost.
   *
   * @internal
   */
  flushed(): Promise<void> {
    return this.#written;
  }

  /** Closes the connection. What was sent before, and awaited, still arrives. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#inbox.end(
      new ConnectionClosedError("Cannot receive as the connection was closed meanwhile"),
      true,
    );
    this.#socket.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * It is ready when `recv` would not wait.
   *
   * @internal
   */
  [readiness](): Readiness {
    const isReady = () => {
      this.#check("receive");
      return this.#inbox.isReady;
    };
    return { change: (limits) => this.#inbox.poll(limits), isReady };
  }

  /**
   * Refuses to be sent to another thread.
   *
   * @internal
   */
  [sharedState](): never {
    throw new Refusal(this, "a socket's connection belongs to the thread that opened it");
  }

  async #recv(options: AsyncOptions | undefined, check?: (value: unknown) => void): Promise<unknown> {
    const limits = asyncWait(options, "receive");
    this.#check("receive");
    const bytes = await this.#inbox.take(limits, "receive");
    const value = this.#unpack(bytes);
    try {
      check?.(value);
    } catch (error) {
      this.#inbox.putBack(bytes);
      throw error;
    }
    return value;
  }

  #put(value: unknown): Promise<void> {
    this.#check("send");
    const frame = this.#pack(value);
    this.#unsentBytes += frame.length;
    const written = this.#written.then(() => {
      this.#check("send");
      return this.#socket.write(frame);
    }).finally(() => this.#unsentBytes -= frame.length);
    this.#written = written.catch(() => {});
    return written;
  }

  #pack(value: unknown): Uint8Array<ArrayBuffer> {
    const before = encodingFor;
    // A getter in the value may send something of its own.
    const writer = this.#writer.position === 0 ? this.#writer : new Writer();
    encodingFor = this as SocketConnection;
    try {
      encode(value, writer);
      checkLeaves(writer);
      const frame = newFrame(writer.size);
      writer.copyTo(frame.subarray(FRAME_HEADER_BYTES));
      return frame;
    } finally {
      encodingFor = before;
      writer.reset();
    }
  }

  #unpack(bytes: Uint8Array): unknown {
    const before = decodingFrom;
    decodingFrom = this as SocketConnection;
    try {
      return decode(bytes, "foreign");
    } finally {
      decodingFrom = before;
    }
  }

  #check(doing: string): void {
    if (this.#closed) throw new ConnectionClosedError(`Cannot ${doing} as the connection is closed`);
  }
}

/** Throws if a message holds what means something in this program only. */
function checkLeaves({ refs, sharedTypes }: Writer): void {
  const local = sharedTypes.find((type) => !isForeignType(type));
  if (local === undefined && refs.length === 0) return;
  throw new TransferError(
    `Cannot send value to another program as objects in shared memory, and their types, do not leave this one: received a '${
      local ?? sharedTypes[0]
    }'`,
  );
}

/** Makes a connection of a socket on which the two sides have greeted each other. */
export function connectionOn(socket: Socket, reader: FrameReader, greeted: boolean): SocketConnection {
  const Made = SocketConnection as unknown as new (
    ...args: [Socket, FrameReader, boolean]
  ) => SocketConnection;
  return new Made(socket, reader, greeted);
}

/**
 * The start of every connection. The client says whether it has a key, and so does a listener that has one; then they show that
 * the keys are the same. A client without a key does not wait: it may send, and close, before it is accepted. So a listener
 * without a key sends nothing, which might lie unread: closing a socket in that state takes back what it has sent.
 *
 * Closes the socket if it fails or `signal` aborts.
 */
export async function establishConnection(
  socket: Socket,
  side: Side,
  key: Uint8Array<ArrayBuffer> | undefined,
  signal: AbortSignal,
): Promise<SocketConnection> {
  const close = () => socket.close();
  const reader = new FrameReader(socket);
  const handshake = {
    send: (content: Uint8Array) => socket.write(frameOf(content)),
    receive: () => reader.next(MAX_GREETING_BYTES),
  };
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    const mine = greeting(key !== undefined);
    if (side === "client" || key !== undefined) await handshake.send(mine);
    const waits = side === "listener" || key !== undefined;
    if (waits) {
      const theirs = await handshake.receive();
      if (side === "listener" && key === undefined && asksForKey(theirs)) await handshake.send(mine);
      checkGreeting(theirs, key !== undefined);
      if (key !== undefined) await authenticate(handshake, side, key, mine, theirs);
    }
    signal.throwIfAborted();
    return connectionOn(socket, reader, waits);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    socket.close();
    // A length that no greeting has.
    if (error instanceof TransferError) throw protocolError(error);
    throw error;
  } finally {
    signal.removeEventListener("abort", close);
  }
}
