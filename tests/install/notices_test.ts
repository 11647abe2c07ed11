/** What others have written is named, with its version and its licence, wherever the library goes. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { existsSync } from "node:fs";
import vendored from "../../kernels/compiler/generate/vendored/deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

describe("THIRD_PARTY_NOTICES.md", () => {
  it("has a row for each vendored package: its version, and its licence, which is there", async () => {
    const text = await Deno.readTextFile(new URL("THIRD_PARTY_NOTICES.md", ROOT));
    for (const [name, specifier] of Object.entries(vendored.imports)) {
      const version = specifier.slice(`npm:${name}@`.length);
      const row = text.split("\n").find((line) => line.startsWith(`| [${name}]`));
      assert(row !== undefined && row.includes(`) ${version} |`), `There is no row of ${name} ${version}`);
      const [, licence] = /\]\((engine\/[^)]+)\)/.exec(row) ?? [];
      assert(licence !== undefined && existsSync(new URL(licence, ROOT)), `There is no licence of ${name}`);
    }
  });

  it("is published, with the licences", async () => {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["publish", "--dry-run", "--allow-dirty", "--no-check"],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const printed = new TextDecoder().decode(stderr);
    assert(success, printed);
    const paths = [...printed.matchAll(/^ +(file:\S+) \(/gm)].map(([, url]) => url!.slice(ROOT.href.length));
    const wanted = [
      "THIRD_PARTY_NOTICES.md",
      ...["LICENSE", "d.ts", "js"].map((ending) => `engine/task/generated/acorn.${ending}`),
    ];
    assertEquals(wanted.filter((path) => !paths.includes(path)), []);
  });
});
