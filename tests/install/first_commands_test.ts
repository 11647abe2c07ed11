/** What the commands install that somebody tries first, with nothing cached. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packagesOf } from "../tools/locks.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAX_BYTES = 5e6;

function bytesBelow(path: string): number {
  let bytes = 0;
  for (const { name, isDirectory } of Deno.readDirSync(path)) {
    bytes += isDirectory ? bytesBelow(`${path}/${name}`) : Deno.statSync(`${path}/${name}`).size;
  }
  return bytes;
}

describe("with nothing cached", () => {
  it(`the demo installs at most ${MAX_BYTES / 1e6} MB, and warns of nothing`, async () => {
    const cache = await Deno.makeTempDir();
    try {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "demo"],
        cwd: ROOT,
        env: { DENO_DIR: cache, NO_COLOR: "1" },
        stdin: "null",
      }).output();
      const [printed, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assertEquals(code, 0, err);
      assert(/^\d+ objects at 3 sigma/m.test(printed!), printed);
      const lines = err!.split("\n").filter((line) => line !== "");
      assertEquals(lines.filter((line) => !/^(Task demo|Download) /.test(line)), []);
      const bytes = bytesBelow(`${cache}/npm`);
      console.log(`the demo installs ${(bytes / 1e6).toFixed(1)} MB`);
      assert(bytes <= MAX_BYTES, `received ${bytes} bytes`);
    } finally {
      await Deno.remove(cache, { recursive: true });
    }
  });

  it("a program's types are checked once, and not again in its first worker", async () => {
    const folder = await Deno.makeTempDir();
    const library = new URL("../../mod.ts", import.meta.url).href;
    const program = `import { Pool } from ${JSON.stringify(library)};
if (import.meta.main) {
  await using pool = new Pool(1);
  console.log(await pool.run((n: number) => n + 1, 1));
}
`;
    try {
      await Deno.writeTextFile(`${folder}/main.ts`, program);
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--check", "--allow-read", "main.ts"],
        cwd: folder,
        env: { DENO_DIR: `${folder}/cache`, NO_COLOR: "1" },
        stdin: "null",
      }).output();
      const [printed, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assertEquals({ code, printed, err }, { code: 0, printed: "2\n", err: "Check main.ts\n" });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("the npm package is built in a folder whose name means something else in a URL", async () => {
    const folder = `${await Deno.makeTempDir()}/50% of #1, what?`;
    try {
      await Deno.mkdir(folder);
      const { stdout } = await new Deno.Command("git", { args: ["ls-files", "-z"], cwd: ROOT }).output();
      for (
        const path of new TextDecoder().decode(stdout).split("\0").filter((path) =>
          path !== "" && existsSync(ROOT + path)
        )
      ) {
        if (/^(bench|docs|examples|tests)\//.test(path) && !path.endsWith(".lock")) continue;
        await Deno.mkdir(`${folder}/${path.replace(/[^/]*$/, "")}`, { recursive: true });
        await Deno.copyFile(ROOT + path, `${folder}/${path}`);
      }
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "npm"],
        cwd: folder,
        stdin: "null",
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      assert(existsSync(`${folder}/dist/npm/lib/mod.js`) && existsSync(`${folder}/dist/npm/types/mod.d.ts`));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("build.ts needs the compiler of kernels, and no other package", async () => {
    const packages = await packagesOf(["build.ts"]);
    assertEquals(packages.map((name) => name.replace(/@[\d.]+$/, "")), ["npm:assemblyscript"]);
  });
});
