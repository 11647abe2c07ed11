import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";

const RICH = {
  numbers: [1, 2, 3],
  floats: [1.5, 2.5],
  holes: [, 1],
  text: ["short", "x".repeat(100), "日本", "é".repeat(100)],
  map: new Map<unknown, unknown>([["a", new Set([1n, 2n ** 80n])]]),
  rows: [{ a: 1, b: true }, { a: 2, b: false }],
  when: new Date(0),
  pattern: /a/g,
  boxed: Object(1),
  views: [new Uint8Array(10), new Float64Array(1000)],
  buffer: new ArrayBuffer(3, { maxByteLength: 9 }),
  failure: new AggregateError([new DOMException("m", "AbortError")], "m", { cause: 1 }),
};

function encoded(value: unknown): Uint8Array {
  const writer = new Writer();
  encode(value, writer);
  const bytes = new Uint8Array(writer.size);
  writer.copyTo(bytes);
  return bytes;
}

/** A damaged message may still mean something; what it must not do is end otherwise than by a value or a TransferError. */
function decodeAnyhow(bytes: Uint8Array): void {
  try {
    decode(bytes, "borrow");
  } catch (error) {
    assertInstanceOf(error, TransferError);
  }
}

describe("decode() of damaged bytes", () => {
  it("throws a TransferError when the message ends early", () => {
    const bytes = encoded(RICH);
    for (let length = 0; length < bytes.length; length++) {
      assertThrows(() => decode(bytes.subarray(0, length), "borrow"), TransferError);
    }
  });

  it("says what is wrong and where", () => {
    const error = assertThrows(() => decode(new Uint8Array([0x3f, 0]), "borrow"), TransferError) as Error;
    assertEquals(
      error.message,
      "Cannot read a message as a tag is unknown (63): received 2 bytes, stopped at 1",
    );
  });

  it("ends by a value or a TransferError when bytes are random", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), decodeAnyhow), { numRuns: 5000 });
  });

  it("ends by a value or a TransferError when bytes are tags", () => {
    const tag = fc.oneof(fc.nat(0x31), fc.constantFrom(0xff, 0x80, 0x90, 0x91, 0x41));
    const tags = fc.array(tag, { maxLength: 200 }).map((list) => Uint8Array.from(list));
    fc.assert(fc.property(tags, decodeAnyhow), { numRuns: 5000 });
  });

  it("ends by a value or a TransferError when a few bytes of a real message change", () => {
    const bytes = encoded(RICH);
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (list) => {
        const damaged = bytes.slice();
        for (const [at, value] of list) damaged[at] = value;
        decodeAnyhow(damaged);
      }),
      { numRuns: 3000 },
    );
  });

  it("believes no count that the message is too short for", () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
    for (let tag = 0; tag < 0x40; tag++) {
      decodeAnyhow(Uint8Array.from([tag, ...huge, ...new Array(50).fill(0x80)]));
    }
    for (const tag of [0x13, 0x18, 0x19, 0x08, 0x09, 0x0a, 0x07]) {
      assertThrows(() => decode(Uint8Array.from([tag, ...huge]), "borrow"), TransferError);
    }
  });

  it("makes no room for many arrays that each claim all of the bytes", () => {
    const claims = new Array(100_000).fill([0x11, 0x13, 0xa0, 0x8d, 0x06]).flat();
    const bytes = Uint8Array.from([0x13, 0xa0, 0x8d, 0x06, ...claims]);
    assertThrows(() => decode(bytes, "borrow"), TransferError, "arrays exceed its size");
    const sparse = new Array(1000).fill([0x14, 0xff, 0xff, 0xff, 0x0e, 0, 0]).flat();
    assertEquals(
      (decode(Uint8Array.from([0x13, 0xe8, 0x07, ...sparse]), "borrow") as unknown[]).length,
      1000,
    );
  });

  it("does not overflow the stack when a damaged message is nested deep", () => {
    assertThrows(
      () => decode(new Uint8Array(200_000).fill(0x15), "borrow"),
      TransferError,
      "nested too deep",
    );
    const boxes = assertThrows(() => decode(new Uint8Array(200_000).fill(0x1c), "borrow"), TransferError);
    assert((boxes as Error).message.startsWith("Cannot read a message"));
  });

  it("ignores what comes after the message", () => {
    const bytes = new Uint8Array(64);
    bytes.set(encoded([1, "two"]));
    assertEquals(decode(bytes, "borrow"), [1, "two"]);
  });
});
