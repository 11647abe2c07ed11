import { Encoder } from "./encoder.ts";
import { toTransferError } from "./explain.ts";
import type { Writer } from "./writer.ts";

let idle: Encoder | undefined;

/**
 * Encodes `value` as the one message of `writer`, which must be fresh or `reset`.
 *
 * It carries what the structured clone algorithm of the HTML standard does, shared objects by handle, and errors
 * with their class, own fields, `cause` and stack. On failure the writer is left empty. Big buffers are read no
 * earlier than `copyTo`: keep them as they are until then.
 *
 * @throws {TransferError} if something in `value` cannot travel; the message names the path to it, from `name` on.
 */
export function encode(value: unknown, writer: Writer, name: string = "value"): void {
  if (writer.position !== 0) {
    throw new TypeError("Cannot encode a message as its writer holds another: reset it first");
  }
  // A getter or a `[sharedState]` may encode on its own meanwhile: it finds no idle encoder and makes another.
  const encoder = idle ?? new Encoder();
  idle = undefined;
  try {
    encoder.message(value, writer);
  } catch (error) {
    // A stack overflow may have torn the encoder, so it is not used again.
    writer.reset();
    throw toTransferError(value, name, error);
  }
  idle = encoder;
}
