/** The flag that a refused call prints is typed into a shell as it stands, and then the call works. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const LIBRARY = new URL("../../mod.ts", import.meta.url).href;
const MAIN = `import { Pool } from ${JSON.stringify(LIBRARY)};
const factor = 3;
export const scale = (n: number) => n * factor;
if (import.meta.main) {
  const pool = new Pool(1);
  try {
    console.log(await pool.map(scale, [1]));
  } catch (error) {
    console.log((error as Error).message);
  } finally {
    await pool.terminate();
  }
}
`;

async function shell(line: string, folder: string, stdin = ""): Promise<string> {
  const child = new Deno.Command("sh", {
    args: ["-c", line],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

const RUN = `'${Deno.execPath()}' run --no-check --no-prompt`;

describe("the flag that a refused call prints", { ignore: Deno.build.os === "windows" }, () => {
  for (const name of ["plain", "with space", "it's", "#1 50%", "a, b", "$HOME & more"]) {
    it(`permits what is refused in a folder called "${name}"`, async () => {
      const folder = `${await Deno.realPath(await Deno.makeTempDir())}/${name}`;
      try {
        await Deno.mkdir(folder);
        await Deno.writeTextFile(`${folder}/main.ts`, MAIN);
        const refused = await shell(`${RUN} main.ts`, folder);
        const flag = /run with (.*?); pass it/.exec(refused)?.[1];
        assert(flag !== undefined, refused);
        assertEquals(await shell(`${RUN} ${flag} main.ts`, folder), "[ 3 ]\n");
      } finally {
        await Deno.remove(folder.slice(0, -name.length - 1), { recursive: true });
      }
    });
  }

  it("is not printed for a program from stdin, which is no file", async () => {
    const folder = await Deno.makeTempDir();
    try {
      assertStringIncludes(await shell(`${RUN} -`, folder, MAIN), "the main module is not a local file");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
