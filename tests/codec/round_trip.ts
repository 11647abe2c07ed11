import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import type { RevivalMode } from "../../engine/codec/shared_object.ts";
import { Writer } from "../../engine/codec/writer.ts";

const writer = new Writer();

/** Sends a value through shared memory that begins at 16 and is wiped afterwards, so that an alias would show. */
export function roundTrip(value: unknown, mode: RevivalMode = "adopt"): unknown {
  writer.reset();
  encode(value, writer);
  const bytes = new Uint8Array(new SharedArrayBuffer(16 + writer.size), 16);
  writer.copyTo(bytes);
  writer.reset();
  const result = decode(bytes, mode);
  bytes.fill(0xa5);
  return result;
}
