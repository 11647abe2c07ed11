import { Decoder } from "./decoder.ts";
import type { DecodeMode } from "./shared_object.ts";
import { toDecodeError } from "./refusal.ts";

let idle: Decoder | undefined;

/**
 * Reads the message that `bytes`, which may view shared memory, has from `start` to `end`; the result never aliases it.
 *
 * `mode` is handed to the revivers of the shared objects in the message; `"foreign"` refuses those, and bytes after the message.
 *
 * @throws {TransferError} if the bytes are no whole message, or if a shared object's type is not registered here.
 */
export function decode(
  bytes: Uint8Array,
  mode: DecodeMode,
  start: number = 0,
  end: number = bytes.length,
): unknown {
  // A reviver may decode on its own meanwhile: it finds no idle decoder and makes another.
  const decoder = idle ?? new Decoder();
  idle = undefined;
  try {
    const value = decoder.message(bytes, start, end, mode);
    idle = decoder;
    return value;
  } catch (error) {
    throw toDecodeError(error);
  }
}
