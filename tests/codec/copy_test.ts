import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { LocalCopy } from "../../engine/codec/copier.ts";
import { encode } from "../../engine/codec/encode.ts";
import { sharedState } from "../../engine/codec/shared_object.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { RawArray } from "../../engine/shared/raw_array.ts";
import { ShareableList } from "../../engine/shared/shareable_list.ts";
import { checkHeap } from "../support/check_heap.ts";
import { roundTrip } from "./round_trip.ts";
import { assertSameGraph } from "./same_graph.ts";

function copy(value: unknown): unknown {
  const made = new LocalCopy(value, "adopt", "value");
  made.release();
  return made.value;
}

/** What the encoder says of a value that it refuses. */
function refusal(value: unknown): string | undefined {
  try {
    encode(value, new Writer());
    return undefined;
  } catch (error) {
    assert(error instanceof TransferError);
    return error.message;
  }
}

/** An accessor that gives a value. */
function got(value: unknown): object {
  return Object.defineProperty({ before: 1 }, "got", { get: () => value, enumerable: true });
}

/** Any value, some of whose parts stand in it twice, and now and then one that does not travel. */
function values(leaf: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const buffer = new ArrayBuffer(64);
  new Uint8Array(buffer).forEach((_, i, bytes) => bytes[i] = i);
  const shared = fc.constantFrom<unknown>(
    buffer,
    new Uint16Array(buffer, 10, 3),
    new Float64Array(buffer, 16, 2),
    new DataView(buffer, 3, 7),
    { both: 1 },
    [1, 2],
  );
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      shared,
      fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withSparseArray: true }),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "1", "length")), tie("value")),
      fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 3 }).map((entries) => new Map(entries)),
      fc.array(tie("value"), { maxLength: 3 }).map((items) => new Set(items)),
      tie("value").map((cause) => Object.assign(new RangeError("far", { cause }), { code: cause })),
      tie("value").map((value) => new KernelError("odd", { cause: value })),
      tie("value").map(got),
      fc.array(tie("value"), { maxLength: 3 }).map((items) =>
        Object.assign([...items, , 1], { extra: items })
      ),
      fc.constantFrom<unknown>(
        Object(1n),
        Object("s"),
        Object(false),
        /a+/gi,
        new DOMException("no", "AbortError"),
      ),
    ),
  })).value;
}

describe("Copy", () => {
  it("is what decoding gives of what is encoded", () => {
    fc.assert(
      fc.property(values(fc.constant(0)), (value) => {
        assertSameGraph(copy(value), roundTrip(value));
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses what the encoder refuses, in its words", () => {
    const refused = fc.constantFrom<unknown>(
      () => 1,
      Symbol("s"),
      new WeakMap(),
      Promise.resolve(),
      new URL("http://a/"),
      new Uint8Array(new SharedArrayBuffer(8)),
      new Proxy({}, {}),
      {
        get bad() {
          throw new Error("bad");
        },
      },
      {
        [sharedState]() {
          throw new Error("none");
        },
      },
      { [sharedState]: () => ({ type: "T", refs: [], state: { deep: [() => 1] } }) },
    );
    let count = 0;
    fc.assert(
      fc.property(values(refused), (value) => {
        const expected = refusal(value);
        if (expected === undefined) return assertSameGraph(copy(value), roundTrip(value));
        count++;
        const { message } = assertThrows(() => copy(value), TransferError);
        assertEquals(message, expected);
      }),
      { numRuns: 1000 },
    );
    assert(count > 100);
  });

  it("keeps cycles, also those through what is made last, and any depth", () => {
    const cycle: Record<string, unknown> = { bytes: new Uint8Array(3) };
    cycle.map = new Map<unknown, unknown>([[cycle, cycle.bytes], [cycle.bytes, cycle]]);
    cycle.again = [cycle.bytes, cycle.map];
    assertSameGraph(copy(cycle), cycle);
    let deep: unknown = new Map([[new Uint8Array([7]), "end"]]);
    for (let depth = 0; depth < 100_000; depth++) deep = depth % 2 ? [deep] : { deep };
    let twin = copy(deep);
    while (!(twin instanceof Map)) twin = Array.isArray(twin) ? twin[0] : (twin as { deep: unknown }).deep;
    assertEquals([...twin], [[new Uint8Array([7]), "end"]]);
  });

  it("sends shared objects by handle, and holds what is borrowed until it is released", () => {
    const before = checkHeap().usedBytes;
    const numbers = new RawArray("i", [1, 2, 3]);
    const borrowed = new LocalCopy([numbers, { again: numbers }], "borrow", "args");
    numbers[Symbol.dispose]();
    const [twin, { again }] = borrowed.value as [RawArray<"i">, { again: RawArray<"i"> }];
    assertStrictEquals(again, twin);
    assertEquals([...twin], [1, 2, 3]);
    borrowed.release();
    assertThrows(() => twin.at(0), ReferenceError);
    assertEquals(checkHeap().usedBytes, before);
  });

  it("gives what is adopted a hold of its own, also what lies in the state of another", () => {
    const list = new ShareableList([1, "two"]);
    const twin = copy({ list }) as { list: ShareableList };
    list[0] = 5;
    assertEquals([...twin.list], [5, "two"]);
    const numbers = new RawArray("i", [1]);
    const kept = copy(numbers) as RawArray<"i">;
    numbers[Symbol.dispose]();
    assertEquals([...kept], [1]);
    kept[Symbol.dispose]();
  });

  it("refuses shared objects that are gone, that refer to themselves or that nobody can revive", () => {
    const numbers = new RawArray("i", [1]);
    numbers[Symbol.dispose]();
    assertEquals(assertThrows(() => copy([numbers]), TransferError).message, refusal([numbers]));
    const self: object = { [sharedState]: () => ({ type: "T", refs: [], state: [self] }) };
    assertThrows(() => copy(self), TransferError, "Cannot send value as its state refers to itself");
    const unknown = { [sharedState]: () => ({ type: "T", refs: [], state: 1 }) };
    assertThrows(
      () => copy(unknown),
      TransferError,
      "its type is not registered in this thread: received 'T'",
    );
  });
});
