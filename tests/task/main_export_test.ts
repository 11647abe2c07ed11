import { assert, assertEquals, assertMatch } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { LibraryServer } from "../url/library_server.ts";
import type { Outcome } from "./fixtures/report.ts";

const FIXTURES = new URL("./fixtures/", import.meta.url);
const MAIN = new URL("main_exports.ts", FIXTURES).href;

interface ClassOutcome {
  ref?: { kind: string; name: string; module: string };
  result?: number;
  refused?: string;
}

/** Runs a program and reads what its `report()` printed. */
async function run<T = Outcome>(...args: string[]): Promise<Record<string, T>> {
  const command = new Deno.Command(Deno.execPath(), { args: ["run", "--quiet", "--no-prompt", ...args] });
  const { success, stdout, stderr } = await command.output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

describe("functionRef() in the main module", () => {
  let outcomes: Record<string, Outcome>;
  beforeAll(async () => {
    outcomes = await run("--allow-read", MAIN, "--worker");
  });

  const exported: [label: string, name: string][] = [
    ["scale", "scale"],
    ["shift", "shift"],
    ["visible", "visible"],
    ["spoken", "spoken aloud"],
    ["named", "default"],
    ["convert", "convert"],
    ["factorial", "factorial"],
    ["where", "where"],
    ["original", "changed"],
  ];
  for (const [label, name] of exported) {
    it(`names the export "${name}" of the main module for "${label}"`, () => {
      const { ref, refused } = outcomes[label]!;
      assertEquals(
        refused?.replace(/in the worker.*/, ""),
        label === "original" ? `Error: TransferError: Cannot run "changed" of "${MAIN}": ` : undefined,
      );
      assert(ref?.kind === "export");
      assertEquals([ref.name, ref.module], [name, MAIN]);
    });
  }

  it("gives the same results in a worker", () => {
    const both = Object.entries(outcomes).filter(([, { remote }]) => remote !== undefined);
    assertEquals(both.map(([label]) => label), [
      "selfContained",
      "scale",
      "shift",
      "visible",
      "spoken",
      "convert",
      "factorial",
      "where",
      "isMain",
      "named",
    ]);
    for (const [label, { local, remote }] of both) if (label !== "isMain") assertEquals(remote, local, label);
    assertEquals([outcomes.isMain!.local, outcomes.isMain!.remote], [true, false]);
  });

  it("prefers the source of a self-contained export", () => {
    assertEquals(outcomes.selfContained!.ref?.kind, "source");
  });

  it("rejects in the worker when the export is reassigned", () => {
    assertMatch(outcomes.original!.refused!, /the module exports a different function under that name/);
  });

  const refused: [label: string, reason: RegExp][] = [
    [
      "unexported",
      /"unexported": it captures "factor" \(line 1 of its source\), and the main module does not export it; pass it/,
    ],
    ["doubled", /captures "secret" .*the main module has 2 functions with this text/],
    ["alsoDoubled", /captures "secret" .*the main module has 2 functions with this text/],
    ["adder", /captures "amount" .*the main module does not export it/],
    ["wrapped", /captures "factor" .*the main module does not export it/],
    ["changed", /captures "factor" .*the main module does not export it/],
    ["twin", /captures "factor" .*"file:.*\/twin\.ts" has a function with the same text/],
    ["theirTwin", /captures "factor" .*"file:.*\/twin\.ts" has a function with the same text/],
    ["foreign", /captures "factor" .*it is not in the main module/],
    ["generated", /"generated": it is a generator function/],
    ["method", /"run": it is a method/],
  ];
  for (const [label, reason] of refused) {
    it(`refuses "${label}"`, () => {
      assertEquals(outcomes[label]!.ref, undefined);
      assertMatch(outcomes[label]!.refused!, reason);
    });
  }

  it("finds an anonymous default export", async () => {
    const { itself } = await run("--allow-read", new URL("main_default.ts", FIXTURES).href);
    assert(itself?.ref?.kind === "export");
    assertEquals([itself.ref.name, itself.local, itself.remote], ["default", 2, 2]);
  });
});

describe("classRef() in the main module", () => {
  it("names the exports that hold a class which cannot travel as source", async () => {
    const main = new URL("main_class.ts", FIXTURES).href;
    const { Scaled, anonymous, Unexported } = await run<ClassOutcome>("--allow-read", main);
    assertEquals([Scaled?.ref?.kind, Scaled?.ref?.name, Scaled?.ref?.module, Scaled?.result], [
      "export",
      "Scaled",
      main,
      15,
    ]);
    assertEquals([anonymous?.ref?.kind, anonymous?.ref?.name, anonymous?.result], ["export", "default", 16]);
    assertMatch(
      Unexported!.refused!,
      /Cannot send class "Unexported": it captures "factor" .*the main module does not export it/,
    );
  });
});

describe("functionRef() without --allow-read", () => {
  it("sends self-contained functions and says which permission an export of the main module needs", async () => {
    const { selfContained, scale } = await run(MAIN);
    assertEquals(selfContained!.ref?.kind, "source");
    const path = new URL(MAIN).pathname;
    assertMatch(scale!.refused!, /captures "factor" .*the main module must be readable/);
    assert(scale!.refused!.includes(`run with --allow-read=${path}`), scale!.refused);
  });
});

describe("functionRef() in a main module that is not a local file", () => {
  let server: LibraryServer;
  beforeAll(() => {
    server = new LibraryServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it("sends self-contained functions and refuses others", async () => {
    const { selfContained, scale } = await run(
      "--no-lock",
      `--allow-import=${server.host}`,
      server.url("tests/task/fixtures/main_exports.ts"),
    );
    assertEquals(selfContained!.ref?.kind, "source");
    assertMatch(scale!.refused!, /the main module is not a local file, so its source cannot be read/);
  });
});
