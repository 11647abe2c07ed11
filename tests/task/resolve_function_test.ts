import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { type AnyFunction, functionKey, type FunctionRef } from "../../engine/task/refs.ts";
import { isImportingModule } from "../../engine/task/module_lookup.ts";
import { resolveFunction } from "../../engine/task/resolve_refs.ts";

const MODULE = "data:text/javascript,export const f = (x) => x + 1; export const g = f;";

describe("resolveFunction()", () => {
  it("evaluates a source at once, once, in strict mode, under its name", () => {
    const ref = {
      kind: "source",
      name: "named",
      source: "function () { return this; } // note",
    } as const;
    const fn = resolveFunction(ref) as AnyFunction;
    assertEquals([fn.name, fn()], ["named", undefined]);
    assertStrictEquals(resolveFunction({ ...ref }), fn);
    assert(resolveFunction({ ...ref, name: "other" }) !== fn);
  });

  it("cannot see this module's variables", () => {
    const hidden = "hidden";
    const fn = resolveFunction({ kind: "source", name: "f", source: "() => typeof hidden" }) as AnyFunction;
    assertEquals([fn(), typeof hidden], ["undefined", "string"]);
  });

  it("throws TransferError for a source that does not evaluate", () => {
    const error = assertThrows(
      () => resolveFunction({ kind: "source", name: "bad", source: "(" }),
      TransferError,
      '"bad"',
    );
    assertInstanceOf(error.cause, SyntaxError);
  });

  it("promises an export first and has it at once afterwards", async () => {
    const ref = { kind: "export", name: "f", module: MODULE } as const;
    const pending = resolveFunction(ref);
    assertInstanceOf(pending, Promise);
    const fn = await pending;
    assertEquals(fn(1), 2);
    assertStrictEquals(resolveFunction({ ...ref }), fn);
  });

  it("compares an export with the text that it was recognised by", async () => {
    assertEquals(
      (await resolveFunction({ kind: "export", name: "g", module: MODULE, text: "(x) => x + 1" }))(1),
      2,
    );
    await assertRejects(
      () =>
        Promise.resolve(
          resolveFunction({ kind: "export", name: "g", module: `${MODULE}//`, text: "(x) => x + 2" }),
        ),
      TransferError,
      "the module exports a different function under that name",
    );
  });

  it("says while a module is being imported", async () => {
    const module =
      "data:text/javascript,export const seen = globalThis.isImportingNow(); export const f = () => seen;";
    Object.assign(globalThis, { isImportingNow: isImportingModule });
    const fn = await resolveFunction({ kind: "export", name: "f", module });
    assertEquals([fn(), isImportingModule()], [true, false]);
  });
});

describe("functionKey()", () => {
  it("differs exactly when the functions do", () => {
    const refs: FunctionRef[] = [
      { kind: "source", name: "a", source: "b" },
      { kind: "source", name: "a b", source: "" },
      { kind: "source", name: "", source: "a b" },
      { kind: "export", name: "a", module: "b" },
      { kind: "export", name: "a", module: "b", registered: true },
      { kind: "kernel", name: "a", module: "b" },
    ];
    assertEquals(new Set(refs.map(functionKey)).size, refs.length);
    for (const ref of refs) assertEquals(functionKey({ ...ref }), functionKey(ref));
  });
});
