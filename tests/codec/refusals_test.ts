import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { encode } from "../../engine/codec/encode.ts";
import { sharedState } from "../../engine/codec/shared_object.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { roundTrip } from "./round_trip.ts";

function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(8);
  buffer.transfer();
  return buffer;
}

function viewOfDetached(): Uint8Array {
  const view = new Uint8Array(8);
  view.buffer.transfer();
  return view;
}

function shrunken(): DataView {
  const buffer = new ArrayBuffer(8, { maxByteLength: 16 });
  const view = new DataView(buffer, 4, 4);
  buffer.resize(2);
  return view;
}

function argumentsOf(..._values: unknown[]): unknown {
  return arguments;
}

function nested(depth: number, value: unknown): unknown {
  return depth === 0 ? value : [nested(depth - 1, value)];
}

const NO_FUNCTIONS = "as functions do not travel inside values";
const SHARED_BUFFER = "as raw shared memory does not travel, send the SharedArray itself";

const REFUSED: [name: string, value: () => unknown, message: string][] = [
  ["a function", () => () => 1, `Cannot send value ${NO_FUNCTIONS}`],
  ["a class", () => class {}, `Cannot send value ${NO_FUNCTIONS}`],
  [
    "a function in an array",
    () => ({ items: [1, 2, 3, { cb() {} }] }),
    `Cannot send value.items[3].cb ${NO_FUNCTIONS}`,
  ],
  [
    "a method of its own",
    () => ({ "odd key": { run: () => 1 } }),
    `Cannot send value["odd key"].run ${NO_FUNCTIONS}`,
  ],
  ["a function in a map", () => new Map([["k", [() => 1]]]), `Cannot send value.get("k")[0] ${NO_FUNCTIONS}`],
  [
    "a map's key",
    () => new Map([[1, 1], [() => 1, 2]] as never),
    `Cannot send value.keys()[1] ${NO_FUNCTIONS}`,
  ],
  ["an object-keyed value", () => new Map([[{}, () => 1]]), `Cannot send value.values()[0] ${NO_FUNCTIONS}`],
  ["a set's item", () => new Set([1, () => 1]), `Cannot send value.values()[1] ${NO_FUNCTIONS}`],
  ["an array's property", () => Object.assign([1], { f() {} }), `Cannot send value.f ${NO_FUNCTIONS}`],
  ["what a getter makes", () => ({
    get made() {
      return { f() {} };
    },
  }), `Cannot send value.made.f ${NO_FUNCTIONS}`],
  ["a class instance's field", () =>
    new (class Job {
      run = () => 1;
    })(), `Cannot send value.run ${NO_FUNCTIONS}`],
  ["a symbol", () => [Symbol("s")], "Cannot send value[0] as symbols do not travel"],
  [
    "a boxed symbol",
    () => Object(Symbol("s")),
    "Cannot send value as a Symbol does not travel, as symbols do not",
  ],
  ["a WeakMap", () => new WeakMap(), "Cannot send value as a WeakMap does not travel"],
  ["a WeakSet", () => [new WeakSet()], "Cannot send value[0] as a WeakSet does not travel"],
  ["a WeakRef", () => ({ ref: new WeakRef({}) }), "Cannot send value.ref as a WeakRef does not travel"],
  [
    "a promise",
    () => [Promise.resolve()],
    "Cannot send value[0] as a Promise does not travel, await it first",
  ],
  [
    "a proxy",
    () => ({ p: new Proxy({}, {}) }),
    "Cannot send value.p as a Proxy does not travel, send what is behind it",
  ],
  [
    "a proxy of an array",
    () => [new Proxy([1], {})],
    "Cannot send value[0] as a Proxy does not travel, send what is behind it",
  ],
  [
    "a generator",
    () => (function* () {})(),
    "Cannot send value as a Generator does not travel, collect its items first",
  ],
  [
    "an async generator",
    () => (async function* () {})(),
    "Cannot send value as an AsyncGenerator does not travel, collect its items first",
  ],
  ["an iterator", () => [[].values()], "Cannot send value[0] as an Array Iterator does not travel"],
  [
    "an arguments object",
    () => argumentsOf(1),
    "Cannot send value as an arguments object does not travel, send an array",
  ],
  [
    "empty arguments",
    () => argumentsOf(),
    "Cannot send value as an arguments object does not travel, send an array",
  ],
  [
    "a detached buffer",
    () => ({ data: detached() }),
    "Cannot send value.data as a detached buffer holds nothing to send",
  ],
  ["a view of a detached buffer", () => [viewOfDetached()], "Cannot send value[0] as its buffer is detached"],
  [
    "a view cut off by a resize",
    () => [shrunken()],
    "Cannot send value[0] as its buffer became too short for it",
  ],
  ["a SharedArrayBuffer", () => [new SharedArrayBuffer(8)], `Cannot send value[0] ${SHARED_BUFFER}`],
  [
    "a view of one",
    () => ({ a: new Uint8Array(new SharedArrayBuffer(8)) }),
    `Cannot send value.a ${SHARED_BUFFER}`,
  ],
  ["a URL", () => new URL("http://localhost"), "Cannot send value as a URL does not travel, send its href"],
  ["a signal", () => [AbortSignal.abort()], "Cannot send value[0] as an AbortSignal does not travel"],
  ["a stream", () => [new ReadableStream()], "Cannot send value[0] as a ReadableStream does not travel"],
  ["a formatter", () => new Intl.NumberFormat(), "Cannot send value as an Intl.NumberFormat does not travel"],
  [
    "a wasm memory",
    () => new WebAssembly.Memory({ initial: 1 }),
    "Cannot send value as a WebAssembly.Memory does not travel",
  ],
  ["the global object", () => globalThis, "Cannot send value as the global object does not travel"],
  ["a throwing getter", () => [{
    get x() {
      throw new Error("no");
    },
  }], "Cannot send value[0].x as reading it threw: received 'Error: no'"],
  ["a throwing index", () =>
    Object.defineProperty([1, 2], 1, {
      get() {
        throw new Error("no");
      },
      enumerable: true,
    }), "Cannot send value[1] as reading it threw: received 'Error: no'"],
];

describe("encode()", () => {
  for (const [name, value, message] of REFUSED) {
    it(`refuses ${name} and says where it is`, () => {
      const writer = new Writer();
      const error = assertThrows(() => encode(value(), writer), TransferError) as TransferError;
      assertEquals(error.message, message);
      assertEquals([writer.size, writer.refs.length], [0, 0]);
      encode("next", writer);
      assert(writer.size > 0);
    });
  }

  it("refuses a namespace object when a module is sent", async () => {
    const error = assertThrowsTransfer([await import("./same_graph.ts")]);
    assertEquals(error.message, "Cannot send value[0] as a Module does not travel");
  });

  it("keeps what a getter threw as the cause", () => {
    const cause = new RangeError("mine");
    const error = assertThrowsTransfer({
      get x() {
        throw cause;
      },
    });
    assertStrictEquals(error.cause, cause);
  });

  it("shortens the path when the value is nested deep", () => {
    const message = assertThrowsTransfer(nested(500, Symbol())).message;
    assertEquals(
      message,
      `Cannot send value${"[0]".repeat(9)} … 481 more … ${"[0]".repeat(10)} as symbols do not travel`,
    );
  });

  it("finds the path when 100,000 arrays lie around the value", () => {
    let value: unknown = () => 1;
    for (let i = 0; i < 100_000; i++) value = [value];
    assert(assertThrowsTransfer(value).message.endsWith(NO_FUNCTIONS));
  });

  it("refuses a state that cannot travel at the object that has it", () => {
    const handle = { [sharedState]: () => ({ type: "test.bad", refs: [], state: { f() {} } }) };
    assertEquals(
      assertThrowsTransfer({ lock: handle }).message,
      "Cannot send value.lock as its state cannot travel: functions do not travel inside values",
    );
    const disposed = {
      [sharedState]: () => {
        throw new TypeError("it is disposed");
      },
    };
    assertEquals(
      assertThrowsTransfer([disposed]).message,
      "Cannot send value[0] as its state cannot be taken: received 'TypeError: it is disposed'",
    );
  });

  it("refuses states within states without end", () => {
    const endless = (): object => ({
      [sharedState]: () => ({ type: "test.endless", refs: [], state: endless() }),
    });
    assertThrowsTransfer(endless());
  });

  it("refuses a writer that holds a message", () => {
    const writer = new Writer();
    encode(1, writer);
    assertThrows(() => encode(2, writer), TypeError, "reset it first");
  });

  it("works for other writers while a getter runs", () => {
    const inner = new Writer();
    const value = {
      before: [1],
      get now() {
        encode({ deep: [{}] }, inner);
        return inner.size;
      },
      after: { a: [2] },
    };
    assertEquals(roundTrip(value), { before: [1], now: inner.size, after: { a: [2] } });
  });
});

function assertThrowsTransfer(value: unknown): TransferError {
  return assertThrows(() => encode(value, new Writer()), TransferError) as TransferError;
}
