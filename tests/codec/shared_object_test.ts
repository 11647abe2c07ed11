import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import {
  registerSharedType,
  type RevivalMode,
  type SharedObject,
  sharedState,
} from "../../engine/codec/shared_object.ts";
import type { SharedRef } from "../../engine/memory/handle.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { OutOfMemoryError } from "../../engine/errors/system_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { roundTrip } from "./round_trip.ts";

class Handle implements SharedObject {
  constructor(readonly refs: readonly SharedRef[], readonly state: unknown, readonly mode?: RevivalMode) {}

  [sharedState](): { type: string; refs: readonly SharedRef[]; state: unknown } {
    return { type: "test.handle", refs: this.refs, state: this.state };
  }
}

const revive = (refs: readonly SharedRef[], state: unknown, mode: RevivalMode): Handle =>
  new Handle(refs, state, mode);
registerSharedType("test.handle", revive);

const FIRST = { record: 4_294_967_295, generation: 7 };
const SECOND = { record: 7, generation: 4_294_967_295 };

describe("a shared object", () => {
  it("is revived from its type, references and state in the mode asked for", () => {
    for (const mode of ["borrow", "adopt"] as const) {
      const copy = roundTrip(
        new Handle([FIRST, SECOND], { length: 3, typed: new Uint8Array([1]) }),
        mode,
      ) as Handle;
      assertEquals(copy, new Handle([FIRST, SECOND], { length: 3, typed: new Uint8Array([1]) }, mode));
    }
  });

  it("is revived once when it stands in a message twice", () => {
    const handle = new Handle([FIRST], null);
    const copy = roundTrip({ a: handle, list: [handle, {}, handle] }) as { a: Handle; list: Handle[] };
    assertStrictEquals(copy.list[0], copy.a);
    assertStrictEquals(copy.list[2], copy.a);
  });

  it("leaves its references with the writer, each once", () => {
    const writer = new Writer();
    encode([new Handle([FIRST, SECOND], 1), new Handle([{ ...FIRST }], new Handle([SECOND], 2))], writer);
    assertEquals(writer.refs, [FIRST, SECOND]);
    const { refs } = writer;
    writer.reset();
    assertEquals([refs.length, writer.refs.length], [2, 0]);
  });

  it("may hold others in its state", () => {
    const inner = new Handle([SECOND], "inner");
    const copy = roundTrip([new Handle([FIRST], { inner }), inner]) as [Handle, Handle];
    assertStrictEquals((copy[0].state as { inner: Handle }).inner, copy[1]);
  });

  it("is revived with its whole state, however deep it stands", () => {
    const seen: string[] = [];
    registerSharedType("test.deep", (_refs, state) => {
      seen.push(JSON.stringify(state));
      return {};
    });
    const state = { a: [{ b: [{ c: 1 }] }] };
    let value: object = {};
    for (let depth = 0; depth < 450; depth++) {
      value = { next: value, handle: { [sharedState]: () => ({ type: "test.deep", refs: [], state }) } };
    }
    roundTrip(value);
    assertEquals(seen, new Array(450).fill(JSON.stringify(state)));
  });

  it("travels as it is even where it is an array, a map or an error", () => {
    for (const object of [[1], new Map(), new Error("x")]) {
      const shared = Object.assign(object, {
        [sharedState]: () => ({ type: "test.handle", refs: [], state: 1 }),
      });
      assertEquals(roundTrip(shared), new Handle([], 1, "adopt"));
    }
  });

  it("is refused by a thread that has no reviver for its type", () => {
    const stranger = { [sharedState]: () => ({ type: "test.stranger", refs: [], state: 0 }) };
    assertThrows(() => roundTrip(stranger), TransferError, "received 'test.stranger'");
  });

  it("is refused on arrival when its state refers to itself", () => {
    const state: { self?: unknown } = {};
    state.self = new Handle([], state);
    assertThrows(() => roundTrip(state.self), TransferError, "refers to itself");
  });

  it("passes on what its reviver throws", () => {
    const failure = new OutOfMemoryError("Cannot revive a lock as the table of locks is full");
    registerSharedType("test.gone", () => {
      throw failure;
    });
    const gone = { [sharedState]: () => ({ type: "test.gone", refs: [], state: 0 }) };
    assertStrictEquals(assertThrows(() => roundTrip(gone)), failure);
  });
});

describe("registerSharedType()", () => {
  it("accepts the same reviver again and refuses another", () => {
    registerSharedType("test.handle", revive);
    assertThrows(() => registerSharedType("test.handle", () => ({})), TypeError, "received 'test.handle'");
  });

  it("serves a decode inside a reviver", () => {
    const writer = new Writer();
    encode([1, { two: 2 }], writer);
    const bytes = new Uint8Array(writer.size);
    writer.copyTo(bytes);
    registerSharedType("test.nested", () => decode(bytes, "borrow") as object);
    const copy = roundTrip([{ [sharedState]: () => ({ type: "test.nested", refs: [], state: 0 }) }, {
      a: {},
    }]);
    assertEquals(copy, [[1, { two: 2 }], { a: {} }]);
    assert(Array.isArray(copy));
  });
});
