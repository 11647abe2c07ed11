import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import { registerForeignType, registerSharedType, sharedState } from "../../engine/codec/shared_object.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { thread } from "../../engine/memory/thread.ts";
import { Lock, Queue, RawArray, ShareableList, SharedArray, struct, Value } from "../../mod.ts";

function encoded(value: unknown): Uint8Array {
  const writer = new Writer();
  encode(value, writer);
  const bytes = new Uint8Array(writer.size);
  writer.copyTo(bytes);
  return bytes;
}

function shared(type: string, refs: { record: number; generation: number }[], state: unknown): object {
  return { [sharedState]: () => ({ type, refs, state }) };
}

registerSharedType("test.local", () => ({}));
registerForeignType("test.foreign", (state) => ({ state }));

describe("decode() of bytes from another program", () => {
  it("gives values as it does between threads", () => {
    const value = {
      a: [1, "x", new Map([[1n, new Set([null])]])],
      buffers: [new Uint8Array(3), new Float64Array(999)],
    };
    assertEquals(decode(encoded(value), "foreign"), value);
    assertEquals(decode(encoded(2n ** 70n), "foreign"), 2n ** 70n);
    let deep: unknown = 0;
    for (let i = 0; i < 500; i++) deep = [deep];
    assertEquals(decode(encoded(deep), "foreign"), deep);
  });

  it("revives no object of this program, also none without a reference", () => {
    using list = new ShareableList([1]);
    const objects = [new Lock(), new Queue(), new SharedArray("i", 1), list, struct({ x: "i" })];
    for (const object of [...objects, shared("test.local", [], 1), shared("test.unknown", [], 1)]) {
      for (const value of [object, { in: [object] }, shared("test.foreign", [], [object])]) {
        assertThrows(() => decode(encoded(value), "foreign"), TransferError, "it holds a shared object");
      }
    }
    const long = assertThrows(() => decode(encoded(shared("x".repeat(10_000), [], 1)), "foreign")) as Error;
    assertEquals(long.message.length < 200, true);
  });

  it("revives what is registered for it, without references", () => {
    assertEquals(decode(encoded(shared("test.foreign", [], { a: 1 })), "foreign"), { state: { a: 1 } });
    const forged = encoded(shared("test.foreign", [{ record: 1, generation: 0 }], 1));
    assertThrows(() => decode(forged, "foreign"), TransferError, "refers to this one's memory");
  });

  it("refuses bytes that follow the message", () => {
    for (
      const value of [1, "text", [1, { a: 2 }], new Uint8Array(5), new Uint8Array(5000), [
        new Uint8Array(5000),
        1,
      ]]
    ) {
      const bytes = encoded(value);
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes);
      assertEquals(decode(longer, "adopt"), value);
      assertThrows(() => decode(longer, "foreign"), TransferError, "bytes follow it");
    }
    const gap = encoded(new Uint8Array(5));
    const spread = new Uint8Array(gap.length + 8);
    spread.set(gap);
    spread.copyWithin(gap[1]! + 8, gap[1]!, gap.length);
    spread[1]! += 8;
    assertThrows(() => decode(spread, "foreign"), TransferError, "do not follow its value");
  });
});

describe("a reference to a record of another kind", () => {
  const typed = [new Value("i", 1), new SharedArray("d", 4), new RawArray("i", 2)];
  const { record, generation } = typed[0]![sharedState]().refs[0]!;
  const block = { record, generation };

  it("is no lock, queue or end of a pipe", () => {
    for (
      const type of [
        "Lock",
        "RLock",
        "Queue",
        "JoinableQueue",
        "SimpleQueue",
        "Connection",
        "Semaphore",
        "BoundedSemaphore",
        "Condition",
        "Event",
        "Barrier",
        "LoopReference",
      ]
    ) {
      for (const mode of ["adopt", "borrow"] as const) {
        assertThrows(
          () => decode(encoded(shared(type, [block], {})), mode),
          TransferError,
          "another kind of record",
        );
      }
      assertThrows(() => decode(encoded(shared(type, [], {})), "adopt"), TransferError, "no reference");
    }
    assertEquals(thread().core.closeQueue(record, generation), -4);
    assertEquals(thread().core.get(record, generation, 0), -4);
  });

  it("is no block", () => {
    using lock = new Lock();
    const object = lock[sharedState]().refs[0]!;
    const states = {
      SharedArray: { spec: "i", bytes: 4 },
      NumberBlock: ["i32", 1],
      SharedMemory: { name: "x", bytes: 1 },
    };
    for (const [type, state] of Object.entries(states)) {
      assertThrows(
        () => decode(encoded(shared(type, [object], state)), "adopt"),
        TransferError,
        "another kind",
      );
    }
  });

  it("is no lock of a block's", () => {
    const state = { spec: "i", bytes: 4, lock: { ref: block, nests: true } };
    using value = decode(encoded(shared("Value", [block], state)), "adopt") as Value<"i">;
    assertThrows(() => value.getLock(), TypeError, "another kind");
  });
});

describe("a block that is shorter than a message says", () => {
  const states: Record<string, unknown[]> = {
    SharedArray: [{ spec: "i", bytes: 20 }, { spec: "i", bytes: 2 ** 32 }, { spec: "i", bytes: -4 }, {
      spec: "d",
      bytes: 12,
    }, { spec: "i", bytes: NaN }],
    Value: [{ spec: "d", bytes: 0 }, { spec: "d", bytes: 4 }],
    RawArray: [{ spec: "i", bytes: 20 }],
    NumberBlock: [["i32", 5], ["f64", 3], ["i32", -1], ["i32", 0.5]],
    SharedMemory: [{ name: "x", bytes: 17 }],
    StructRecord: [{ description: [["x", "d"]], bytes: 16, offset: 16 }, {
      description: [["x", "d"]],
      bytes: 16,
      offset: -8,
    }, { description: [["x", { item: "d", count: 3 }]], bytes: 16, offset: 0 }],
  };
  for (const [type, wrong] of Object.entries(states)) {
    it(`makes no ${type}`, () => {
      using array = new SharedArray("i", 4);
      const { record, generation } = array[sharedState]().refs[0]!;
      for (const state of wrong) {
        assertThrows(
          () => decode(encoded(shared(type, [{ record, generation }], state)), "adopt"),
          TransferError,
          "Cannot use",
        );
      }
    });
  }
});

describe("a bigint", () => {
  it("of any length comes back", () => {
    for (let bytes = 1; bytes < 100; bytes++) {
      for (const low of [0n, 1n, 0xa5n]) {
        const value = (0x8fn << BigInt(8 * bytes)) + low;
        for (const each of [value, -value, value >> 4n]) assertEquals(decode(encoded(each), "adopt"), each);
      }
    }
  });

  it("of two megabytes costs a pass over its bytes", () => {
    const value = -((3n << 16_777_215n) + 12_345_678_901_234_567_890n);
    assertEquals(decode(encoded(value), "foreign"), value);
    const tooLong = Uint8Array.from([7, 0, 0x81, 0x80, 0x80, 0x40]);
    assertThrows(() => decode(tooLong, "foreign"), TransferError, "exceeds its size");
  });
});
