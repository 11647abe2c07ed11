/** Kernels of a user's own, built by `build.ts` from a URL: the README's chapter on them. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { blocksOf } from "../tools/blocks_of.ts";
import { Project } from "./project.ts";

const readme = Deno.readTextFileSync(new URL("../../README.md", import.meta.url));
const chapter = readme.slice(readme.indexOf("### Kernels of your own"), readme.indexOf("## Beside Python"));

describe("build.ts from a URL", () => {
  let project: Project;
  const { files, commands, printed } = blocksOf(chapter);
  const leastFlags = ["--allow-env=CI", "--allow-read=.", "--allow-write=."];
  beforeAll(async () => {
    project = await Project.create();
    for (const [name, text] of files) {
      await project.write(name, text.replace('"../multicore/mod.ts"', '"MULTICORE/mod.ts"'));
    }
  });
  afterAll(() => project[Symbol.asyncDispose]());

  it("says which permission it lacks", async () => {
    const build = project.server.url("build.ts");
    for (const [lacking, flag] of ["--allow-env", "--allow-read"].entries()) {
      const flags = leastFlags.filter((_, index) => index !== lacking);
      const { code, err } = await project.deno(
        "run",
        "--quiet",
        "--no-prompt",
        project.importFlag,
        ...flags,
        build,
        "pixels.as.ts",
      );
      assertEquals(code, 1);
      assertMatch(err, new RegExp(`Requires .* access to .*, run again with the ${flag} flag`));
    }
  });

  it("builds what the README builds, with the least permissions, and the program runs with none", async () => {
    const [build, run] = commands;
    assertEquals([build, run], ["deno run -A ../multicore/build.ts pixels.as.ts", "deno run main.ts"]);
    const built = await project.deno(
      "run",
      "--quiet",
      "--no-prompt",
      project.importFlag,
      ...leastFlags,
      project.server.url("build.ts"),
      "pixels.as.ts",
    );
    assertEquals([built.code, built.err], [0, ""]);
    assert((await project.read("pixels.kernels.ts")).includes(`from "${project.server.url("mod.ts")}"`));
    assertEquals(await project.printed("main.ts"), printed);
  });
});
