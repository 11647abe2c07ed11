/** What the commands install that somebody tries first, with nothing cached. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
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

  it("build.ts needs the compiler of kernels, and no other package", async () => {
    const packages = await packagesOf(["build.ts"]);
    assertEquals(packages.map((name) => name.replace(/@[\d.]+$/, "")), ["npm:assemblyscript"]);
  });
});
