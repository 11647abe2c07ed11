import { Decoder } from "./decoder.ts";
import type { RevivalMode } from "./shared_object.ts";
import { unreadable } from "./unreadable.ts";

/**
 * Reads the message at the start of `bytes`, which may view shared memory; the result never aliases it.
 *
 * `mode` is handed to the revivers of the shared objects in the message.
 *
 * @throws {TransferError} if the bytes are no whole message, or if a shared object's type is not registered here.
 */
export function decode(bytes: Uint8Array, mode: RevivalMode): unknown {
  try {
    return new Decoder(bytes, mode).message();
  } catch (error) {
    throw unreadable(error);
  }
}
