import { authenticate, greeting, MAX_GREETING_BYTES } from "../../engine/channel/authenticate.ts";
import { frameOf, FrameReader } from "../../engine/channel/framing.ts";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { connectTo, type Socket, type SocketAddress } from "../../engine/platform/sockets.ts";

/** The bytes of a message. */
export function encoded(value: unknown): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  encode(value, writer);
  const bytes = new Uint8Array(writer.size);
  writer.copyTo(bytes);
  return bytes;
}

/** A client that sends what it likes: frames, or bytes that are none. */
export class RawPeer implements Disposable {
  readonly #socket: Socket;
  readonly #reader: FrameReader;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#reader = new FrameReader(socket);
  }

  /** Connects, and says nothing. */
  static async connect(address: SocketAddress): Promise<RawPeer> {
    return new RawPeer(await connectTo(address));
  }

  /** Connects, and greets the other side, with a key if it has one. */
  static async greet(address: SocketAddress, key: string | undefined): Promise<RawPeer> {
    const peer = await RawPeer.connect(address);
    const mine = greeting(key !== undefined);
    await peer.send(mine);
    if (key === undefined) return peer;
    const handshake = {
      send: (content: Uint8Array) => peer.send(content),
      receive: () => peer.#reader.next(MAX_GREETING_BYTES),
    };
    const theirs = await handshake.receive();
    await authenticate(handshake, "client", new TextEncoder().encode(key), mine, theirs);
    return peer;
  }

  /** Sends a frame. */
  send(content: Uint8Array): Promise<void> {
    return this.#socket.write(frameOf(content));
  }

  /** Sends bytes as they are. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#socket.write(bytes);
  }

  /** Waits for the next message. */
  async receive(): Promise<unknown> {
    return decode(await this.#reader.next(), "foreign");
  }

  /** As `receive`, and does not look at what it is. */
  async skip(): Promise<void> {
    await this.#reader.next();
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
