import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { inspect } from "node:util";
import { CancelledError, InvalidStateError } from "../../engine/errors/pool_errors.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { Future } from "../../engine/pool/future.ts";
import { runFixture } from "../support/run_fixture.ts";

describe("Future", () => {
  it("is a promise: it can be awaited, chained and combined", async () => {
    const future = new Future<number>();
    assert(future instanceof Promise);
    const chained = future.then((n) => n + 1);
    assertEquals(chained instanceof Future, false);
    const all = Promise.all([future, 2]);
    future.setResult(1);
    assertEquals([await future, await chained, await all], [1, 2, [1, 2]]);
    assertEquals(await Promise.race([future]), 1);
    assertEquals(await future.finally(() => {}), 1);
    assertThrows(() => Future.resolve(1), TypeError, "use Promise");
  });

  it("goes through its states when it is run to a result", async () => {
    const future = new Future<string>();
    const states = () => [future.running(), future.cancelled(), future.done()];
    assertEquals([...states(), `${future}`], [false, false, false, "<Future state=pending>"]);
    assertEquals(future.setRunningOrNotifyCancel(), true);
    assertEquals([...states(), `${future}`], [true, false, false, "<Future state=running>"]);
    assertEquals(future.cancel(), false);
    assertThrows(() => future.setRunningOrNotifyCancel(), InvalidStateError, "running");
    future.setResult("done");
    assertEquals([...states(), `${future}`], [false, false, true, "<Future state=finished returned string>"]);
    assertEquals(inspect(future), `${future}`);
    assertEquals(future.cancel(), false);
    assertEquals([await future.result(), await future.result(0), await future.exception(0)], [
      "done",
      "done",
      undefined,
    ]);
  });

  it("goes through its states when it is cancelled, and rejects at once", async () => {
    const future = new Future<string>();
    assertEquals([future.cancel(), future.cancel()], [true, true]);
    assertEquals([future.running(), future.cancelled(), future.done()], [false, true, true]);
    assertEquals(`${future}`, "<Future state=cancelled>");
    assertEquals(future.setRunningOrNotifyCancel(), false);
    assertThrows(() => future.setRunningOrNotifyCancel(), InvalidStateError, "cancelled");
    assertThrows(() => future.setResult("late"), InvalidStateError, "cancelled");
    assertThrows(() => future.setException(new Error("late")), InvalidStateError, "cancelled");
    await assertRejects(() => future, CancelledError);
    await assertRejects(() => future.result(), CancelledError);
    await assertRejects(() => future.exception(), CancelledError);
  });

  it("has an error, the same object for everybody, when one is set", async () => {
    const future = new Future<string>();
    const error = new RangeError("own");
    future.setException(error);
    assertEquals(`${future}`, "<Future state=finished raised RangeError>");
    assertStrictEquals(await future.exception(), error);
    assertStrictEquals(await assertRejects(() => future.result(0), RangeError), error);
    assertStrictEquals(await assertRejects(() => future, RangeError), error);
    assertThrows(() => future.setResult("late"), InvalidStateError, "finished");
    assertThrows(() => future.setException(error), InvalidStateError, "finished");
  });

  it("result() and exception() reject when their timeout passes, and lose nothing", async () => {
    const future = new Future<number>();
    for (const ask of [() => future.result(5), () => future.result(0), () => future.exception(5)]) {
      await assertRejects(ask, TimeoutError, "in time");
    }
    await assertRejects(() => future.result(-1), RangeError);
    await assertRejects(() => future.result(0.5), RangeError, "seconds");
    const waiting = future.result(60_000);
    future.setResult(7);
    assertEquals([await waiting, await future.exception(0)], [7, undefined]);
  });

  it("calls callbacks in order, before those who await it, at once when it is done, and goes on after one that throws", async () => {
    const future = new Future<number>();
    const order: unknown[] = [];
    const errors: unknown[] = [];
    const { error: original } = console;
    console.error = (...args) => errors.push(args[1]);
    try {
      const awaiting = future.then(() => order.push("awaited"));
      future.addDoneCallback((given) => order.push(given === future && given.done()));
      future.addDoneCallback(() => {
        throw new RangeError("in a callback");
      });
      future.addDoneCallback(() => order.push("third"));
      future.setResult(1);
      future.addDoneCallback(() => order.push("late"));
      future.addDoneCallback(() => {
        throw new RangeError("in a late callback");
      });
      await awaiting;
      assertEquals(order, [true, "third", "late", "awaited"]);
      assertEquals(errors.map((error) => (error as Error).message), ["in a callback", "in a late callback"]);
    } finally {
      console.error = original;
    }
    for (const settle of [(f: Future<number>) => f.cancel(), (f: Future<number>) => f.setException(1)]) {
      const other = new Future<number>();
      other.catch(() => {});
      let calls = 0;
      other.addDoneCallback(() => calls++);
      settle(other);
      assertEquals(calls, 1);
    }
    assertThrows(() => future.addDoneCallback(1 as never), TypeError, "must be a function: received 1");
  });

  it("an error that nobody reads is reported; one that is read, in a callback too, and a cancelled future are not", async () => {
    const program = (body: string) =>
      `import { Future } from "${import.meta.resolve("../../mod.ts")}"; const future = new Future();
       ${body}; await new Promise((resolve) => setTimeout(resolve)); console.log("the end")`;
    const run = (body: string) =>
      runFixture(new URL(`data:text/javascript,${encodeURIComponent(program(body))}`));
    const quiet = [
      "future.cancel()",
      "future.addDoneCallback((f) => f.exception()); future.setException(new Error('lost'))",
      "future.setException(new Error('lost')); future.exception()",
    ];
    for (const body of quiet) assertEquals((await run(body)).stdout, ["the end"], body);
    const { code, stderr } = await run("future.setException(new Error('lost'))");
    assertEquals(code, 1);
    assert(stderr.includes("lost"), stderr);
    assertInstanceOf(new CancelledError(), Error);
  });
});
