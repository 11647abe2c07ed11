import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { type AnyFunction, functionKey } from "../../engine/task/refs.ts";
import { functionRef } from "../../engine/task/function_ref.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import { RemoteCaller } from "./fixtures/remote_caller.ts";

type Module = typeof import("./fixtures/tasks.ts");
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

const URL_OF_TASKS = import.meta.resolve("./fixtures/tasks.ts");

describe("importTasks()", () => {
  let caller: RemoteCaller;
  beforeAll(() => {
    caller = new RemoteCaller();
  });
  afterAll(() => caller.stop());

  it("gives references that travel by module and export", async () => {
    const tasks = importTasks<Module>(URL_OF_TASKS);
    const ref = functionRef(tasks.square);
    assertEquals(ref, { kind: "export", name: "square", module: URL_OF_TASKS });
    assertEquals(await caller.call(ref, [7]), 49);
    assertEquals(await caller.call(functionRef(tasks.addBase), [7, 1]), 108);
    assertEquals(await caller.call(functionRef(tasks.default), [7]), "default 107");
  });

  it("takes a URL object as its text", async () => {
    const url = new URL(URL_OF_TASKS);
    const tasks = importTasks<Module>(url);
    url.pathname = "/elsewhere.ts";
    const ref = functionRef(tasks.square);
    assertEquals(ref, { kind: "export", name: "square", module: URL_OF_TASKS });
    assertEquals(await caller.call(ref, [7]), 49);
  });

  it("gives the same reference for each access", () => {
    const tasks = importTasks<Module>(URL_OF_TASKS);
    assertStrictEquals(tasks.square, tasks.square);
    assertEquals(tasks.square.name, "square");
    const again = importTasks<Module>(URL_OF_TASKS);
    assertEquals(functionKey(functionRef(tasks.square)), functionKey(functionRef(again.square)));
  });

  it("imports the module and calls the function when a reference is called here", async () => {
    const tasks = importTasks<Module>(URL_OF_TASKS);
    assertEquals(await tasks.square(3), 9);
    assertEquals(await tasks.join("-", "a", "b"), "a-b");
  });

  it("can be awaited as any object", async () => {
    const tasks = importTasks<Module>(URL_OF_TASKS);
    assertStrictEquals(await tasks, tasks);
  });

  it("rejects, naming the module and its exports, when an export is missing", async () => {
    const tasks = importTasks<Record<"sqare" | "LIMIT", AnyFunction>>(URL_OF_TASKS);
    const problem =
      `Cannot run "sqare" of "${URL_OF_TASKS}": it has no such export; it exports "LIMIT", "addBase", "default",`;
    await assertRejects(() => tasks.sqare() as Promise<unknown>, TransferError, problem);
    await assertRejects(() => caller.call(functionRef(tasks.sqare), []), Error, problem);
    await assertRejects(
      () => caller.call(functionRef(tasks.LIMIT), []),
      Error,
      "is not a function: received number",
    );
  });

  it("rejects, with the cause, when the module cannot be imported", async () => {
    const missing = importTasks<{ f(): void }>(import.meta.resolve("./fixtures/no_such_module.ts"));
    const error = await assertRejects(() => missing.f(), TransferError, 'no_such_module.ts" to run "f": ');
    assert(error.cause instanceof Error);
    const throwing = importTasks<{ f(): void }>("data:text/javascript,throw new Error('at the top level')");
    await assertRejects(() => caller.call(functionRef(throwing.f), []), Error, "at the top level");
  });

  it(
    "refuses, at the call, a local module that workers may not read",
    { permissions: { read: false } },
    () => {
      const tasks = importTasks<Module>(URL_OF_TASKS);
      assertThrows(
        () => functionRef(tasks.square),
        TransferError,
        `Cannot send function "square": a worker must read "${URL_OF_TASKS}" to import it; run with --allow-read=/`,
      );
    },
  );

  it("throws when the URL is relative", () => {
    for (const url of ["./tasks.ts", "tasks.ts", "/tasks.ts", "", "C:\\tasks.ts"]) {
      assertThrows(
        () => importTasks<Module>(url),
        TypeError,
        `'url' must be absolute, as import.meta.resolve("./tasks.ts") is`,
      );
    }
  });

  it("throws when it is given neither a string nor a URL", () => {
    for (const url of [undefined, null, 3, { href: URL_OF_TASKS }]) {
      assertThrows(
        () => importTasks(url as unknown as string),
        TypeError,
        "Cannot import tasks as 'url' must be absolute",
      );
    }
  });

  it("accepts every scheme that needs no base", async () => {
    const posix = importTasks<typeof import("node:path")>("node:path");
    assertEquals(await caller.call(functionRef(posix.basename), ["/a/b"]), "b");
    for (
      const url of [
        "https://example.com/t.ts",
        "http://localhost/t.ts",
        "npm:left-pad@1.3.0",
        "jsr:@std/path@1",
      ]
    ) {
      assertEquals(functionRef(importTasks<{ f(): void }>(url).f), {
        kind: "export",
        name: "f",
        module: url,
      });
    }
  });

  it("is typed by the module", () => {
    const tasks = importTasks<Module>(URL_OF_TASKS);
    const _square: Equal<typeof tasks.square, (n: number) => Promise<number>> = true;
    const _addBase: Equal<typeof tasks.addBase, (n: number, extra?: number) => Promise<number>> = true;
    const _join: Equal<typeof tasks.join, (separator: string, ...parts: string[]) => Promise<string>> = true;
    const _keys: Equal<keyof typeof tasks, "square" | "addBase" | "join" | "exportedAsBlur" | "default"> =
      true;
    const run = <A extends unknown[], R>(_fn: (...args: A) => R, ..._args: A): Awaited<R> | undefined =>
      undefined;
    const _result: Equal<ReturnType<typeof run<[n: number], Promise<number>>>, number | undefined> = true;
    const _inferred: number | undefined = run(tasks.square, 4);
    // @ts-expect-error -- the argument must be a number
    run(tasks.square, "4");
    // @ts-expect-error -- a constant is no task
    assertEquals(typeof tasks.LIMIT, "function");
    // @ts-expect-error -- no such export
    assertEquals(typeof tasks.sqare, "function");
    // @ts-expect-error -- references are fixed
    assertThrows(() => tasks.square = tasks.addBase, TypeError);
  });
});
