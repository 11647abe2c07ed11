import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { CancelledError, Future, InvalidStateError, TimeoutError } from "../../mod.ts";
import { suite } from "./conform.ts";
import { futureIn, type State } from "./fixtures/futures.ts";

const STATES: State[] = ["pending", "running", "cancelled", "notified", "failed", "successful"];

/** What is written to the console while it runs. */
function consoleErrors(run: () => void): string {
  const lines: string[] = [];
  const { error } = console;
  console.error = (...args) => void lines.push(args.map(String).join(" "));
  try {
    run();
  } finally {
    console.error = error;
  }
  return lines.join("\n");
}

suite("test_concurrent_futures", "FutureTests", ({ same }) => {
  same("test_done_callback_with_result", async () => {
    const future = new Future<number>();
    let result: Promise<number> | undefined;
    future.addDoneCallback((done) => result = done.result());
    future.setResult(5);
    assertEquals(await result, 5);
  });

  same("test_done_callback_with_exception", async () => {
    const future = new Future<number>();
    let exception: Promise<unknown> | undefined;
    future.addDoneCallback((done) => exception = done.exception());
    const error = new Error("test");
    future.setException(error);
    assert(await exception === error);
  });

  same("test_done_callback_with_cancel", () => {
    const future = new Future<number>();
    let wasCancelled: boolean | undefined;
    future.addDoneCallback((done) => wasCancelled = done.cancelled());
    assertEquals(future.cancel(), true);
    assertEquals(wasCancelled, true);
  });

  same("test_done_callback_raises", () => {
    const calls: string[] = [];
    const written = consoleErrors(() => {
      const future = new Future<number>();
      future.addDoneCallback(() => {
        calls.push("raising");
        throw new Error("doh!");
      });
      future.addDoneCallback(() => calls.push("next"));
      future.setResult(5);
    });
    assertEquals(calls, ["raising", "next"]);
    assertStringIncludes(written, "doh!");
  });

  same("test_done_callback_already_successful", async () => {
    const future = futureIn("successful");
    let result: Promise<number> | undefined;
    future.addDoneCallback((done) => result = done.result());
    assertEquals(await result, 42);
  });

  same("test_done_callback_already_failed", async () => {
    let exception: Promise<unknown> | undefined;
    futureIn("failed").addDoneCallback((done) => exception = done.exception());
    assertInstanceOf(await exception, RangeError);
  });

  same("test_done_callback_already_cancelled", () => {
    let wasCancelled: boolean | undefined;
    futureIn("cancelled").addDoneCallback((done) => wasCancelled = done.cancelled());
    assertEquals(wasCancelled, true);
  });

  same("test_done_callback_raises_already_succeeded", () => {
    const written = consoleErrors(() =>
      futureIn("successful").addDoneCallback(() => {
        throw new Error("doh!");
      })
    );
    assertStringIncludes(written, "Error in a callback of a future");
    assertStringIncludes(written, "doh!");
  });

  same("test_repr", () => {
    assertEquals(STATES.map((state) => String(futureIn(state))), [
      "<Future state=pending>",
      "<Future state=running>",
      "<Future state=cancelled>",
      "<Future state=cancelled>",
      "<Future state=finished raised RangeError>",
      "<Future state=finished returned number>",
    ]);
  });

  same("test_cancel", () => {
    const futures = STATES.map(futureIn);
    assertEquals(futures.map((future) => future.cancel()), [true, false, true, true, false, false]);
    assertEquals(futures.map((future) => future.cancelled()), [true, false, true, true, false, false]);
    assertEquals(futures[1]!.running(), true);
  });

  same("test_cancelled", () => {
    assertEquals(STATES.map((state) => futureIn(state).cancelled()), [
      false,
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  same("test_done", () => {
    assertEquals(STATES.map((state) => futureIn(state).done()), [false, false, true, true, true, true]);
  });

  same("test_running", () => {
    assertEquals(STATES.map((state) => futureIn(state).running()), [false, true, false, false, false, false]);
  });

  same("test_result_with_timeout", async () => {
    for (const state of ["pending", "running"] as const) {
      await assertRejects(() => futureIn(state).result(0), TimeoutError);
    }
    for (const state of ["cancelled", "notified"] as const) {
      await assertRejects(() => futureIn(state).result(0), CancelledError);
    }
    await assertRejects(() => futureIn("failed").result(0), RangeError);
    assertEquals(await futureIn("successful").result(0), 42);
  });

  same("test_result_with_success", async () => {
    const future = new Future<number>();
    const result = future.result(60_000);
    future.setResult(42);
    assertEquals(await result, 42);
  });

  same("test_result_with_cancel", async () => {
    const future = new Future<number>();
    const result = assertRejects(() => future.result(60_000), CancelledError);
    future.cancel();
    await result;
  });

  same("test_exception_with_timeout", async () => {
    for (const state of ["pending", "running"] as const) {
      await assertRejects(() => futureIn(state).exception(0), TimeoutError);
    }
    for (const state of ["cancelled", "notified"] as const) {
      await assertRejects(() => futureIn(state).exception(0), CancelledError);
    }
    assertInstanceOf(await futureIn("failed").exception(0), RangeError);
    assertEquals(await futureIn("successful").exception(0), undefined);
  });

  same("test_exception_with_success", async () => {
    const future = new Future<number>();
    const exception = future.exception(60_000);
    future.setException(new RangeError("late"));
    assertInstanceOf(await exception, RangeError);
  });

  same("test_multiple_set_result", async () => {
    const future = new Future<number>();
    future.setResult(1);
    assertThrows(() => future.setResult(2), InvalidStateError, "<Future state=finished returned number>");
    assertEquals([future.done(), await future.result()], [true, 1]);
  });

  same("test_multiple_set_exception", async () => {
    const future = new Future<number>();
    const error = new RangeError("first");
    future.setException(error);
    assertThrows(
      () => future.setException(new Error("second")),
      InvalidStateError,
      "<Future state=finished raised RangeError>",
    );
    assert(await future.exception() === error);
  });
});
