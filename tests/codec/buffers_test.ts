import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { encode } from "../../engine/codec/encode.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { roundTrip } from "./round_trip.ts";
import { assertSameGraph } from "./same_graph.ts";

describe("a message with buffers", () => {
  it("keeps views sharing their buffer, small and big", () => {
    for (const length of [4, 1000, 100_000]) {
      const whole = Float64Array.from({ length }, (_, i) => i / 3);
      const value = [
        whole,
        whole.subarray(1, 3),
        new Uint8Array(whole.buffer, 3, 5),
        { again: whole },
        new Uint8Array(3),
      ];
      assertSameGraph(roundTrip(value), structuredClone(value));
      const copy = roundTrip(value) as [Float64Array, Float64Array];
      copy[0][1] = 42;
      assertEquals(copy[1][0], 42);
    }
  });

  it("holds many buffers of all sizes", () => {
    const value = Array.from({ length: 60 }, (_, i) => new Uint16Array(i * i).fill(i));
    assertSameGraph(roundTrip(value), structuredClone(value));
  });

  it("carries only the range that views span", () => {
    const big = new Float64Array(1_000_000).fill(0.5);
    const writer = new Writer();
    encode(big.subarray(500_000, 500_010), writer);
    assert(writer.size < 200);
    writer.reset();
    encode([big.subarray(1000, 1010), big.subarray(2000, 2010)], writer);
    assert(writer.size < 9000);
    writer.reset();
    encode([big.subarray(1000, 1010), big.buffer], writer);
    assert(writer.size > big.byteLength);
  });

  it("keeps every element type aligned when its range starts anywhere", () => {
    const buffer = new ArrayBuffer(128);
    new Uint8Array(buffer).forEach((_, i, bytes) => bytes[i] = i);
    for (let offset = 0; offset < 64; offset++) {
      const value = [
        new Uint8Array(buffer, offset, 3),
        new DataView(buffer, offset + 1, 9),
        new BigInt64Array(buffer, 96, 1),
        new Float16Array(buffer, 98, 5),
      ];
      assertSameGraph(roundTrip(value), structuredClone(value));
    }
  });

  it("keeps a resizable buffer resizable", () => {
    for (const length of [8, 8000]) {
      const buffer = new ArrayBuffer(length, { maxByteLength: 10_000 });
      new Uint8Array(buffer)[3] = 9;
      const copy = roundTrip([buffer, new Uint8Array(buffer, 3, 2)]) as [ArrayBuffer, Uint8Array];
      assertEquals([copy[0].resizable, copy[0].byteLength, copy[0].maxByteLength], [true, length, 10_000]);
      assertStrictEquals(copy[1].buffer, copy[0]);
      assertEquals([...copy[1]], [9, 0]);
    }
  });

  it("reads big buffers when it is copied, not before, and notices when they are gone", () => {
    const big = new Uint8Array(100_000);
    const writer = new Writer();
    encode(big, writer);
    assert(writer.bytes.length < 10_000);
    big.buffer.transfer();
    assertThrows(() => writer.copyTo(new Uint8Array(writer.size)), TypeError, "detached or resized");
  });
});

describe("Writer", () => {
  it("copies the same message to plain and to shared memory", () => {
    const writer = new Writer();
    encode({ data: new Float32Array(5000).fill(1.5), text: "x".repeat(300) }, writer);
    const plain = new Uint8Array(writer.size);
    const shared = new Uint8Array(new SharedArrayBuffer(writer.size));
    writer.copyTo(plain);
    writer.copyTo(shared);
    assertEquals(plain, shared.slice());
  });

  it("refuses a target that is too short, whatever the message's size", () => {
    for (const value of ["tiny", "x".repeat(1000), new Uint8Array(50_000)]) {
      const writer = new Writer();
      encode(value, writer);
      assertThrows(() => writer.copyTo(new Uint8Array(writer.size - 1)), RangeError, `${writer.size} bytes`);
    }
  });

  it("gives a big message's memory back when it is reset", () => {
    const writer = new Writer();
    encode("x".repeat(3_000_000), writer);
    assert(writer.bytes.length >= 3_000_000);
    writer.reset();
    assert(writer.bytes.length <= 1 << 20);
    assertEquals(writer.size, 0);
  });
});
