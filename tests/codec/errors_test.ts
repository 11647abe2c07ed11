import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { BufferTooShortError } from "../../engine/errors/channel_errors.ts";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { WorkerLostError } from "../../engine/errors/pool_errors.ts";
import { LocalCopy } from "../../engine/codec/copier.ts";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { roundTrip } from "./round_trip.ts";

class HttpError extends RangeError {
  status = 404;
}

class NamedError extends Error {
  override name = "Named";
}

describe("decode() of an encoded error", () => {
  it("revives built-in classes as themselves", () => {
    for (const Class of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) {
      const error = new Class("it broke");
      const copy = roundTrip(error) as Error;
      assertStrictEquals(Object.getPrototypeOf(copy), Class.prototype);
      assertEquals([copy.name, copy.message, copy.stack], [Class.name, "it broke", error.stack]);
      assertEquals(Object.keys(copy), []);
    }
  });

  it("revives multicore's own classes as themselves, fields included", () => {
    for (const Class of [TransferError, TimeoutError, KernelError]) {
      const copy = roundTrip(new Class("it broke")) as Error;
      assertInstanceOf(copy, Class);
      assertEquals([copy.name, copy.message], [Class.name, "it broke"]);
    }
    const lost = new WorkerLostError("gone", { worker: "w", task: "t", reason: "r" }, { cause: 5 });
    const copy = roundTrip(lost) as WorkerLostError;
    assertInstanceOf(copy, WorkerLostError);
    assertEquals([copy.worker, copy.task, copy.reason, copy.cause], ["w", "t", "r", 5]);
    const short = roundTrip(new BufferTooShortError("short", new Uint8Array([1, 2]))) as BufferTooShortError;
    assertEquals([...short.bytes], [1, 2]);
  });

  it("revives a class of the user's as the nearest known one under its name", () => {
    const error = new HttpError("not found");
    const copy = roundTrip(error) as HttpError;
    assertStrictEquals(Object.getPrototypeOf(copy), RangeError.prototype);
    assertEquals([copy.name, copy.message, copy.status, copy.stack], [
      "HttpError",
      "not found",
      404,
      error.stack,
    ]);
    assertEquals(Object.keys(copy), ["status"]);
    assertEquals(`${roundTrip(new NamedError("x"))}`, "Named: x");
    assertEquals(`${roundTrip(Object.assign(new Error("x"), { name: "Given" }))}`, "Given: x");
  });

  it("keeps causes, cycles through them, and whether there is one at all", () => {
    const inner = new TypeError("inner");
    const outer = new Error("outer", { cause: inner });
    inner.cause = outer;
    const copy = roundTrip(outer) as { cause: Error };
    assertInstanceOf(copy.cause, TypeError);
    assertStrictEquals(copy.cause.cause, copy as unknown);
    assert(!Object.keys(copy).includes("cause"));
    assert(!("cause" in (roundTrip(new Error("plain")) as Error)));
    assert("cause" in (roundTrip(new Error("odd", { cause: undefined })) as Error));
  });

  it("keeps the errors of an AggregateError", () => {
    const copy = roundTrip(new AggregateError([new RangeError("a"), 2], "several")) as AggregateError;
    assertInstanceOf(copy, AggregateError);
    assertEquals([copy.errors.length, copy.errors[1], copy.message], [2, 2, "several"]);
    assertInstanceOf(copy.errors[0], RangeError);
    assertEquals(Object.keys(copy), []);
  });

  it("revives the platform's and the runtime's classes as themselves", () => {
    const { CompileError, LinkError, RuntimeError } = WebAssembly;
    const classes = [CompileError, LinkError, RuntimeError, ...Object.values(Deno.errors)];
    assert(classes.length > 20);
    for (const Class of classes) {
      const error = new Class("it broke");
      for (const twin of [roundTrip(error), new LocalCopy(error, "adopt", "value").value] as Error[]) {
        assertStrictEquals(Object.getPrototypeOf(twin), Class.prototype);
        assertEquals([twin.name, twin.message, twin.stack], [error.name, "it broke", error.stack]);
        assertEquals(Object.keys(twin), Object.keys(error));
      }
    }
    class NotHere extends Deno.errors.NotFound {}
    assertInstanceOf(roundTrip(new NotHere("x")), Deno.errors.NotFound);
  });

  it("keeps what a SuppressedError and a QuotaExceededError tell", () => {
    const both = roundTrip(
      new SuppressedError(new Error("late"), new RangeError("first"), "two"),
    ) as SuppressedError;
    assertInstanceOf(both, SuppressedError);
    assertEquals([both.message, both.error.message], ["two", "late"]);
    assertInstanceOf(both.suppressed, RangeError);
    const Quota = Reflect.get(globalThis, "QuotaExceededError") as new (
      message: string,
      options: object,
    ) => DOMException & { quota: number; requested: number };
    const full = new Quota("full", { quota: 5, requested: 9 });
    for (const twin of [roundTrip(full), new LocalCopy(full, "adopt", "value").value] as typeof full[]) {
      assertInstanceOf(twin, Quota);
      assertEquals([twin.name, twin.message, twin.code, twin.quota, twin.requested], [
        "QuotaExceededError",
        "full",
        22,
        5,
        9,
      ]);
    }
  });

  it("makes an Error under its name of an error whose class this runtime lacks", () => {
    const error = Object.assign(new Deno.errors.NotFound("gone"), { code: "ENOENT" });
    const writer = new Writer();
    encode(error, writer);
    const bytes = writer.bytes.slice(0, writer.size);
    const at = new TextDecoder("latin1").decode(bytes).indexOf("runtime.NotFound");
    bytes[at] = "R".charCodeAt(0);
    const twin = decode(bytes, "foreign") as Error & { code: string };
    assertStrictEquals(Object.getPrototypeOf(twin), Error.prototype);
    assertEquals([twin.name, twin.message, twin.code], ["NotFound", "gone", "ENOENT"]);
  });

  it("revives a DOMException with its name and code", () => {
    const error = new DOMException("stopped", "AbortError");
    const copy = roundTrip(error) as DOMException;
    assertInstanceOf(copy, DOMException);
    assertEquals([copy.name, copy.message, copy.code], ["AbortError", "stopped", 20]);
  });

  it("carries an error without a stack, with an odd message, and many causes deep", () => {
    const bare = new Error("bare");
    delete bare.stack;
    assertEquals((roundTrip(bare) as Error).stack, undefined);
    const odd = Object.defineProperty(new Error(), "message", { value: 5 });
    assertEquals((roundTrip(odd) as { message: unknown }).message, 5);
    let chain: unknown = "root";
    for (let i = 0; i < 3000; i++) chain = new Error(`level ${i}`, { cause: chain });
    let depth = 0;
    for (let at = roundTrip(chain); at instanceof Error; at = at.cause) depth++;
    assertEquals(depth, 3000);
  });
});
