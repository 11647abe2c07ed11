import { decode as unpack, encode as pack } from "npm:@msgpack/msgpack@3.1.3";
import v8 from "node:v8";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import { Writer } from "../../engine/codec/writer.ts";

/** Gives a value back after one round trip. */
export type RoundTrip = (value: unknown) => unknown;

const shared = new Uint8Array(new SharedArrayBuffer(1 << 20));
const writer = new Writer();

/** Those that make bytes, which can cross to another thread. All go through the same shared block. */
export const CODECS = {
  ours(value) {
    encode(value, writer);
    writer.copyTo(shared);
    const result = decode(shared.subarray(0, writer.size), "borrow");
    writer.reset();
    return result;
  },
  msgpack(value) {
    const bytes = pack(value);
    shared.set(bytes);
    return unpack(shared.subarray(0, bytes.length));
  },
  "node:v8"(value) {
    const bytes = v8.serialize(value);
    shared.set(bytes);
    // It refuses shared memory, so it needs a copy.
    return v8.deserialize(shared.slice(0, bytes.length) as unknown as Parameters<typeof v8.deserialize>[0]);
  },
} satisfies Record<string, RoundTrip>;

/** `CODECS`, and `structuredClone`, which makes no bytes and returns a primitive as it is. */
export const CONTENDERS: Readonly<Record<string, RoundTrip>> = { ...CODECS, structuredClone };
