import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { functionRef } from "../../engine/task/function_ref.ts";
import type { AnyFunction, JavaScriptRef } from "../../engine/task/refs.ts";
import { resolveFunction } from "../../engine/task/resolve_refs.ts";
import { task } from "../../engine/task/task.ts";
import { RemoteCaller } from "./fixtures/remote_caller.ts";
import { exportedAsBlur } from "./fixtures/tasks.ts";

const factor = 3;

describe("task()", () => {
  let caller: RemoteCaller;
  beforeAll(() => {
    caller = new RemoteCaller();
  });
  afterAll(() => caller.stop());

  it("returns the function itself, which travels by module and name", async () => {
    const ref = functionRef(exportedAsBlur);
    const module = import.meta.resolve("./fixtures/tasks.ts");
    assertEquals(ref, { kind: "export", name: "blur", module, registered: true });
    assertEquals(await caller.call(ref, [50]), 0.5);
    assertStrictEquals(await resolveFunction(ref as JavaScriptRef), exportedAsBlur);
  });

  it("keeps the function's type", () => {
    const scale = task(import.meta, "typed", (x: number, y?: string) => `${x * factor}${y}`);
    const typed: (x: number, y?: string) => string = scale;
    assertEquals(typed(2, "!"), "6!");
  });

  it("throws when a name is taken by another function, even one of the same text", () => {
    const make = (k: number) => (x: number) => x * k;
    const first = make(1);
    assertStrictEquals(task(import.meta, "taken", first), first);
    assertStrictEquals(task(import.meta, "taken", first), first);
    const problem =
      `Cannot register task "taken" as "${import.meta.url}" has registered another function under that name`;
    assertThrows(() => task(import.meta, "taken", make(2)), TypeError, problem);
    const elsewhere = { ...import.meta, url: "file:///elsewhere.ts" };
    task(elsewhere, "taken", make(3));
  });

  it("throws when an argument is not what it must be", () => {
    const fn = (x: number) => x * factor;
    assertThrows(
      () => task(import.meta, "", fn),
      TypeError,
      `'name' must be a non-empty string: received ""`,
    );
    assertThrows(() => task(import.meta, 5 as unknown as string, fn), TypeError, "received 5");
    assertThrows(
      () => task(import.meta, "x", 5 as unknown as AnyFunction),
      TypeError,
      "'fn' must be a function: received number",
    );
    assertThrows(
      () => task("blur" as unknown as ImportMeta, "x", fn),
      TypeError,
      "must be 'import.meta': received string",
    );
    assertThrows(() => task(undefined as unknown as ImportMeta, "x", fn), TypeError, "received undefined");
    assertThrows(() => task(import.meta, "x", function* () {}), TypeError, "it is a generator function");
  });

  it("rejects in the worker when importing the module does not register the name", async () => {
    const ref = {
      kind: "export",
      name: "absent",
      module: import.meta.resolve("./fixtures/tasks.ts"),
      registered: true,
    } as const;
    await assertRejects(() => caller.call(ref, []), Error, "importing the module does not register it");
  });
});
