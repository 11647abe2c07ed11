import { ProcessError } from "../errors/process_error.ts";
import { TransferError } from "../errors/transfer_error.ts";
import { Decoder } from "./decoder.ts";
import type { RevivalMode } from "./shared_object.ts";

let idle: Decoder | undefined;

/**
 * Reads the message that `bytes`, which may view shared memory, has from `start` to `end`; the result never aliases it.
 *
 * `mode` is handed to the revivers of the shared objects in the message.
 *
 * @throws {TransferError} if the bytes are no whole message, or if a shared object's type is not registered here.
 */
export function decode(
  bytes: Uint8Array,
  mode: RevivalMode,
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
    // A reviver's own complaint is the caller's business as it is.
    if (error instanceof ProcessError) throw error;
    throw new TransferError(`Cannot read a message as building its value failed: received '${error}'`, {
      cause: error,
    });
  }
}
