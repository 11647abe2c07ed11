import { Encoder } from "./encoder.ts";
import { type PathName, toTransferError } from "./explain.ts";
import { Writer } from "./writer.ts";

let idle: Encoder | undefined;

/**
 * Encodes `value` as the one message of `writer`, which must be fresh or `reset`.
 *
 * It carries what the structured clone algorithm of the HTML standard does, shared objects by handle, and errors
 * with their class, own fields, `cause` and stack, save fields that cannot travel, which `unsent` names. On failure the writer is left empty. Big buffers are read no
 * earlier than `copyTo`: keep them as they are until then.
 *
 * @throws {TransferError} if something in `value` cannot travel; the message names the path to it, from `name` on.
 */
export function encode(value: unknown, writer: Writer, name: PathName = "value"): void {
  if (writer.position !== 0) {
    throw new TypeError("Cannot encode a message as its writer holds another: reset it first");
  }
  // A getter or a `[sharedState]` may encode on its own meanwhile: it finds no idle encoder and makes another.
  let encoder = idle ?? new Encoder();
  idle = undefined;
  try {
    for (let left = encoder.message(value, writer); left !== undefined;) {
      writer.reset();
      encoder = new Encoder(left);
      left = encoder.message(value, writer);
    }
  } catch (error) {
    // A stack overflow may have torn the encoder, so it is not used again.
    writer.reset();
    throw toTransferError(value, name, error);
  }
  idle = encoder;
}

/** Why a value, which errors call `name`, cannot be sent; `undefined` if it can. */
export function refusalOf(value: unknown, name: PathName): unknown {
  try {
    encode(value, new Writer(), name);
  } catch (refusal) {
    return refusal;
  }
  return undefined;
}
