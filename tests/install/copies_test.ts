/** Several copies of the library in one program: those of one layout of the shared memory act as one, others keep apart. */
import { assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { fileURLToPath, pathToFileURL } from "node:url";
import { changeLayout, copyProject } from "../support/library_copy.ts";
import { runFixture } from "../support/run_fixture.ts";

const ROOT = new URL("../../", import.meta.url);
const PROGRAM = new URL("../runtimes/programs/two_copies.ts", import.meta.url);
const KERNELS = new URL("kernels/sort.ts", ROOT).href;

describe("copies of the library in one program", () => {
  let folder: URL;
  let foreign: string;

  beforeAll(async () => {
    folder = pathToFileURL(`${await Deno.makeTempDir()}/`);
    const changed = new URL("changed/", folder);
    await Promise.all([copyProject(new URL("same/", folder)), copyProject(changed)]);
    await changeLayout(changed, { SLOT_COUNT: 224, WAIT_INTEREST_WORDS: 7 }, "0.2.0");
    foreign = new URL("mod.ts", changed).href;
  });
  afterAll(() => Deno.remove(folder, { recursive: true }));

  async function run(second: URL): Promise<void> {
    const args = [new URL("mod.ts", ROOT).href, second.href, foreign, KERNELS];
    assertEquals(await runFixture(PROGRAM, args), { code: 0, stdout: ["ok"], stderr: "" });
  }

  it("at two URLs are one library, and refuse what is of another layout by its name and version", async () => {
    await run(new URL("same/mod.ts", folder));
  });

  it("of which one is bundled are so as well", async () => {
    const bundle = new URL("bundle.mjs", folder);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--platform=deno",
        `--output=${fileURLToPath(bundle)}`,
        new URL("mod.ts", ROOT).href,
      ],
      stdin: "null",
    }).output();
    assertEquals(success, true);
    await run(bundle);
  });
});
