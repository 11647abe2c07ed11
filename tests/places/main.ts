/**
 * Tries the library wherever its users have it: `deno task places`. Its last test compares the table in README.md with what came out;
 * with `--write` it writes the table there. Without a browser the page is left out, unless `MULTICORE_GATE` is 1, as in a release.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { withMarkedTable } from "../tools/marked_table.ts";
import { findBrowser } from "./browser.ts";
import { install, installAlone, type Installed, run } from "./install.ts";
import { PLACES } from "./places.ts";

const README = new URL("../../README.md", import.meta.url);

const hasBrowser = await findBrowser() !== undefined;
const isGate = Deno.env.get("MULTICORE_GATE") === "1";

describe("the library", { sanitizeOps: false, sanitizeResources: false }, () => {
  let installed: Installed;
  beforeAll(async () => {
    installed = await install(await Deno.realPath(await Deno.makeTempDir({ prefix: "multicore_places_" })));
  });
  afterAll(() => Deno.remove(installed.folder, { recursive: true }));

  for (const { name, outcome, find } of PLACES) {
    const needsBrowser = name.includes("Chromium");
    it(`in ${name}: ${outcome}`, { ignore: needsBrowser && !hasBrowser && !isGate }, async () => {
      assert(!needsBrowser || hasBrowser, "There is no browser: apt-get install chromium");
      assertEquals(await find(installed), outcome);
    });
  }

  it("on Node without AssemblyScript: says how that is installed", async () => {
    const alone = await installAlone(installed);
    try {
      const problem = "Cannot compile kernels without AssemblyScript: run npm install assemblyscript@0.28.20";
      assertEquals(await run(installed.node22, ["compile_kernels.mjs"], alone), `KernelError: ${problem}\n`);
      const command = "node_modules/@multicore/multicore/lib/command.js";
      const error = await assertRejects(() => run(installed.node22, [command, "half.as.ts"], alone), Error);
      assertEquals(error.message, `${installed.node22} ${command} half.as.ts failed: ${problem}\n`);
    } finally {
      await Deno.remove(alone, { recursive: true });
    }
  });
});

describe("the table of places in README.md", () => {
  it("says what is asserted here", async () => {
    const rows = PLACES.map(({ name, entry, outcome }) => {
      const refused = /^ProcessError: .* as this needs (.*) or later/.exec(outcome);
      const cell = refused ? `refused: it needs ${refused[1]} or later` : outcome;
      return `| ${name} | ${entry.startsWith("`") ? entry : `\`${entry}\``} | ${cell} |`;
    });
    const table = ["| where | import | tasks run in |", "| --- | --- | --- |", ...rows].join("\n") + "\n";
    const text = await withMarkedTable(README, "places", table);
    if (Deno.args.includes("--write")) await Deno.writeTextFile(README, text);
    assertEquals(
      await Deno.readTextFile(README) === text,
      true,
      "README.md says another thing: run `deno task places --write`",
    );
  });
});
