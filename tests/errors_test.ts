/** Every class of errors is known to the codec, exported, and documented with its causes and remedies. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as library from "../mod.ts";
import { errorClass } from "../engine/codec/error_classes.ts";

const FOLDER = new URL("../engine/errors/", import.meta.url);

const classes = new Map<string, unknown>();
for (const { name } of Deno.readDirSync(FOLDER)) {
  if (!name.endsWith(".ts")) continue;
  const module: Record<string, unknown> = await import(new URL(name, FOLDER).href);
  for (const value of Object.values(module)) {
    if (typeof value === "function" && value.prototype instanceof Error) classes.set(value.name, value);
  }
}

const page = await Deno.readTextFile(new URL("../docs/errors.md", import.meta.url));
const rows = [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\|$/gm)];

describe("the classes of errors", () => {
  it("are found", () => {
    assert(classes.size > 20 && classes.has("ProcessError"));
  });

  for (const [name, Class] of classes) {
    it(`${name} keeps its class when it is sent`, () => {
      assert(errorClass(name) === Class);
    });

    it(`${name} is exported`, () => {
      assert((library as Record<string, unknown>)[name] === Class);
    });
  }

  it("are the rows of docs/errors.md, in order, each with a cause and a remedy", () => {
    assertEquals(rows.map(([, name]) => name), [...classes.keys()].sort());
    for (const [, name, cause, remedy] of rows) {
      assert(cause!.endsWith(".") && remedy!.endsWith("."), name);
    }
  });
});
