/** Errors of which something cannot be sent: the rest of them is, and says what is missing. */
import { assert, assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { LocalCopy } from "../../engine/codec/copier.ts";
import { errorInstead } from "../../engine/codec/error_instead.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { roundTrip } from "./round_trip.ts";

/** An error as tests look at it. */
// deno-lint-ignore no-explicit-any
type Seen = any;

const WAYS: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ["encoded and decoded", (value) => roundTrip(value)],
  ["copied", (value) => new LocalCopy(value, "adopt", "value").value],
];

const cannot = { f: () => 1 };

for (const [how, send] of WAYS) {
  describe(`An error that is ${how}`, () => {
    it("leaves out a field that cannot be sent, and names it", () => {
      const error = Object.assign(new TypeError("disk is full"), {
        code: 28,
        retry: () => 1,
        deep: [[cannot]],
      });
      const twin = send(error) as Seen;
      assertInstanceOf(twin, TypeError);
      assertEquals([twin.message, twin.stack], ["disk is full", error.stack]);
      assertEquals({ ...twin }, { code: 28, unsent: ["retry", "deep"] });
    });

    it("has no field `unsent` if nothing is missing", () => {
      assertEquals(Object.keys(send(Object.assign(new Error("x"), { code: 1 })) as Seen), ["code"]);
    });

    it("keeps its causes, each of which leaves out its own", () => {
      const root = Object.assign(new Error("root"), { socket: new WeakMap() });
      const middle = Object.assign(new RangeError("middle", { cause: root }), { own: 1 });
      const twin = send(new Error("outer", { cause: middle })) as Seen;
      assertEquals([twin.message, twin.unsent, twin.cause.own, twin.cause.unsent], [
        "outer",
        undefined,
        1,
        undefined,
      ]);
      assertEquals([twin.cause.cause.message, twin.cause.cause.unsent], ["root", ["socket"]]);
      const bad = send(new Error("outer", { cause: cannot })) as Seen;
      assertEquals([bad.message, "cause" in bad, bad.unsent], ["outer", false, ["cause"]]);
    });

    it("keeps those of an aggregate's errors that can be sent", () => {
      const errors = [Object.assign(new Error("one"), cannot), () => 1, new Error("two"), [Symbol()]];
      const twin = send(new AggregateError(errors, "several")) as Seen;
      assertEquals(twin.message, "several");
      assertEquals(twin.errors.map((error: Error) => error.message), ["one", "two"]);
      assertEquals([twin.unsent, twin.errors[0].unsent], [["errors"], ["f"]]);
    });

    it("leaves out what a getter throws at, and what is a proxy", () => {
      const error = Object.defineProperty(new Error("x"), "bad", {
        enumerable: true,
        get() {
          throw new Error("unreadable");
        },
      });
      const twin = send(Object.assign(error, { proxy: new Proxy({}, {}) })) as Seen;
      assertEquals({ ...twin }, { unsent: ["bad", "proxy"] });
    });

    it("keeps a message, stack or cause that its class computes", () => {
      class Invalid extends Error {
        issues = ["too short"];
        override get message() {
          return this.issues.join();
        }
        override get cause() {
          return 7;
        }
      }
      const twin = send(new Invalid()) as Seen;
      assertEquals([twin.name, twin.message, twin.cause], ["Invalid", "too short", 7]);
      const nameless = Object.defineProperty(new Error("odd"), "name", {
        get() {
          throw new Error("no name");
        },
      });
      assertEquals((send(nameless) as Seen).message, "odd");
    });

    it("adds to what an earlier journey has left out", () => {
      const once = send(Object.assign(new Error("x"), { first: () => 1 })) as Seen;
      const twice = send(Object.assign(once, { second: () => 1 })) as Seen;
      assertEquals(twice.unsent, ["first", "second"]);
    });

    it("stays one object, in cycles and wherever it is met", () => {
      const error: Seen = Object.assign(new Error("x"), { bad: cannot });
      error.self = error;
      const [a, b] = send([error, { error }]) as Seen;
      assert(a === b.error && a.self === a);
      assertEquals(a.unsent, ["bad"]);
    });

    it("leaves out what lies too deep to be written in its place, and in long chains", () => {
      let deep: unknown = () => 1;
      for (let i = 0; i < 1000; i++) deep = [deep];
      let chain: Error = Object.assign(new Error("last"), cannot);
      for (let i = 0; i < 1000; i++) chain = new Error(`${i}`, { cause: chain });
      const twin = send(Object.assign(new Error("top", { cause: chain }), { deep, after: [1] })) as Seen;
      assertEquals([twin.unsent, twin.after], [["deep"], [1]]);
      let at = twin;
      while (at.cause !== undefined) at = at.cause;
      assertEquals([at.message, at.unsent], ["last", ["f"]]);
    });

    it("does not keep from sending what else is there, nor hide why that is refused", () => {
      const error = Object.assign(new Error("x"), { shared: cannot });
      const bytes = new Uint8Array([1, 2, 3]);
      const twin = send({ error, bytes, again: bytes, map: new Map([[1, error]]) }) as Seen;
      assertEquals([...twin.bytes], [1, 2, 3]);
      assert(twin.again === twin.bytes && twin.map.get(1) === twin.error);
      const refused = assertThrows(() => send({ error, list: [cannot] }), TransferError);
      assertStringIncludes(refused.message, "Cannot send value.list[0].f as functions");
    });

    it("leaves out an error that a getter makes anew each time that it is asked", () => {
      const error = Object.defineProperty(new Error("x"), "cause", {
        get: () => Object.assign(new Error("made"), { f() {} }),
      });
      const twin = send(error) as Seen;
      assertEquals([twin.message, twin.unsent], ["x", ["cause"]]);
    });
  });
}

describe("errorInstead()", () => {
  const refusal = new TransferError("Cannot send the error as functions do not travel inside values");

  it("shows what was thrown if it is no error, cut short", () => {
    assertEquals(
      errorInstead({ status: 404, retry() {} }, refusal).message,
      `${refusal.message}: received { status: 404, retry: [Function: retry] }`,
    );
    const { message } = errorInstead({ text: "x".repeat(1e5), f() {} }, refusal);
    assert(message.length < 1200, message);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assertInstanceOf(errorInstead(proxy, refusal), TransferError);
  });

  it("shows the message of an error behind a proxy", () => {
    const { message } = errorInstead(new Proxy(new RangeError("behind"), {}), refusal);
    assertStringIncludes(message, "behind");
  });
});
