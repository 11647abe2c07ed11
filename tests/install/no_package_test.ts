/** The library runs where packages of npm are installed by hand, or not at all. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const LIBRARY = new URL("../../mod.ts", import.meta.url).href;
const PROGRAM = `import { Pool } from ${JSON.stringify(LIBRARY)};

if (import.meta.main) {
  await using pool = new Pool(2);
  console.log(JSON.stringify(await pool.map((n: number) => n * n, [1, 2])));
}
`;

const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "below a package.json": { "package.json": `{ "name": "mine", "type": "module" }\n` },
  'with "nodeModulesDir": "manual"': { "deno.json": `{ "nodeModulesDir": "manual" }\n` },
};

async function run(folder: string, ...flags: string[]): Promise<object> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...flags, "main.ts"],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

describe("a program without packages", () => {
  for (const [which, files] of Object.entries(PROJECTS)) {
    it(`runs inline functions on a pool ${which}`, async () => {
      const folder = await Deno.makeTempDir();
      try {
        for (const [name, text] of Object.entries({ ...files, "main.ts": PROGRAM })) {
          await Deno.writeTextFile(`${folder}/${name}`, text);
        }
        const squares = { code: 0, out: "[1,4]\n", err: "" };
        assertEquals(await run(folder), squares);
        assertEquals(await run(folder, "--no-npm", "--no-remote"), squares);
        assertEquals([...Deno.readDirSync(folder)].filter(({ name }) => name === "node_modules"), []);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
});
