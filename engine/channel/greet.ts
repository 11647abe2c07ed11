import type { Socket } from "../backend/sockets.ts";
import { TransferError } from "../errors/transfer_error.ts";
import {
  asksForKey,
  authenticate,
  checkGreeting,
  greeting,
  MAX_GREETING_BYTES,
  protocolError,
  type Side,
} from "./authenticate.ts";
import { frameOf, FrameReader } from "./framing.ts";
import { connectionOn, type SocketConnection } from "./socket_connection.ts";

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
