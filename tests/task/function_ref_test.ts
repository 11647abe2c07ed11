import { assertEquals, assertMatch, assertNotEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { kernelBrand } from "../../engine/kernel/kernel.ts";
import { type AnyFunction, functionKey } from "../../engine/task/refs.ts";
import { functionRef } from "../../engine/task/function_ref.ts";
import { RemoteCaller } from "./fixtures/remote_caller.ts";

const factor = 3;

describe("functionRef()", () => {
  let caller: RemoteCaller;
  beforeAll(() => {
    caller = new RemoteCaller();
  });
  afterAll(() => caller.stop());

  it("names a function without a name by its text", () => {
    const [fn] = [(x: number) => x * factor];
    assertThrows(
      () => functionRef(fn!),
      TransferError,
      'Cannot send the function "(x)=>x * factor": it captures',
    );
  });

  it("refuses what is not a function", () => {
    for (const value of [undefined, null, 5, "square", {}]) {
      assertThrows(
        () => functionRef(value as unknown as AnyFunction),
        TypeError,
        "it must be a function: received",
      );
    }
  });

  it("gives the same reference for the same function and for another of the same name and text", () => {
    const make = () => (x: number) => x + 1;
    const first = make();
    assertStrictEquals(functionRef(first), functionRef(first));
    assertStrictEquals(functionRef(make()), functionRef(first));
  });

  it("tells functions of the same text and different names apart", () => {
    const first = (x: number) => x - 1, second = (x: number) => x - 1;
    assertNotEquals(functionKey(functionRef(first)), functionKey(functionRef(second)));
  });

  it("takes what a kernel is branded with before its text", () => {
    const kernel = Object.assign((x: number) => x * factor, {
      [kernelBrand]: { module: "m", name: "k" },
    });
    assertEquals(functionRef(kernel), { kind: "kernel", module: "m", name: "k" });
  });

  it("names the function in a worker's stack trace", async () => {
    const failing = () => {
      throw new Error("on purpose");
    };
    const trace = () => new Error("here").stack;
    assertMatch(
      String(await caller.call(functionRef(trace), [])),
      /at trace \(multicore:\/\/\/trace\b.*:1:\d+\)/,
    );
    const error = await caller.call(functionRef(failing), []).catch((reason) => reason);
    assertMatch(String(error), /on purpose/);
  });
});
