/** Follows the README's chapter on kernels of one's own, in an empty folder, and runs the example project that it names. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { fileURLToPath as fromFileUrl, pathToFileURL as toFileUrl } from "node:url";
import { copyProject } from "./support/library_copy.ts";
import { blocksOf } from "./tools/blocks_of.ts";

const ROOT = new URL("../", import.meta.url);
const EXAMPLE = new URL("examples/my_kernels/", ROOT);
const readme = Deno.readTextFileSync(new URL("README.md", ROOT));
const chapter = readme.slice(readme.indexOf("### Kernels of your own"), readme.indexOf("## Beside Python"));
const { files, commands, printed } = blocksOf(chapter);

async function deno(cwd: string, ...args: string[]): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd, env: { NO_COLOR: "1" } });
  const { code, stdout, stderr } = await command.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function inTemporaryFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

describe("README.md, kernels of your own", () => {
  it("gives a project that builds, type-checks and runs", () =>
    inTemporaryFolder(async (above) => {
      const folder = `${above}/mine`;
      await Deno.mkdir(folder);
      await copyProject(toFileUrl(`${above}/multicore/`));
      for (const [name, text] of files) {
        await Deno.writeTextFile(`${folder}/${name}`, text);
      }
      assertEquals(commands.length, 2);
      let output = "";
      for (const command of commands) {
        const [program, ...args] = command.split(" ");
        assertEquals(program, "deno");
        output = await deno(folder, ...args);
      }
      assertEquals(output.trim().split("\n"), printed);
      await deno(folder, "check", "main.ts");
    }));
});

describe("examples/my_kernels", () => {
  it("is the README's project", () => {
    for (const [name, text] of files) {
      const example = Deno.readTextFileSync(new URL(name, EXAMPLE));
      assertEquals(example, text.replace('"../multicore/mod.ts"', '"multicore"'), name);
    }
  });

  it("builds, type-checks and runs by its own tasks", () =>
    inTemporaryFolder(async (folder) => {
      for await (const { name } of Deno.readDir(EXAMPLE)) {
        const text = await Deno.readTextFile(new URL(name, EXAMPLE));
        await Deno.writeTextFile(`${folder}/${name}`, text.replaceAll("../../", fromFileUrl(ROOT)));
      }
      await deno(folder, "task", "kernels");
      await deno(folder, "check", "main.ts");
      const output = await deno(folder, "task", "start");
      assert(printed.length > 0);
      assertEquals(output.trim().split("\n"), printed);
    }));
});
