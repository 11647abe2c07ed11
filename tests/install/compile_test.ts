/** What `deno compile` puts into an executable: all that workers load. Nothing is fetched: this Deno stands in for the runtime. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const LIBRARY = new URL("../../mod.ts", import.meta.url).href;
const PROGRAM = `import { importTasks, Pool } from ${JSON.stringify(LIBRARY)};
const tasks = importTasks<typeof import("./tasks.ts")>(import.meta.resolve("./tasks.ts"));
if (import.meta.main) {
  await using pool = new Pool(2);
  console.log(await pool.map(tasks.double, [1, 2, 3]));
}
`;
const TASKS = `import { factor } from "./factor.ts";
export const double = (n: number): number => n * factor;
`;

/** The files that an executable has, by their names. */
async function embedded(folder: string, ...flags: string[]): Promise<Set<string>> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["compile", "--no-check", ...flags, "--output", "program", "main.ts"],
    cwd: folder,
    env: { NO_COLOR: "1", DENORT_BIN: Deno.execPath() },
    stdin: "null",
  }).output();
  const printed = new TextDecoder().decode(stderr);
  assertEquals(code, 0, printed);
  return new Set([...printed.matchAll(/[\w.]+\.ts(?= \()/g)].map(([name]) => name));
}

describe("deno compile", () => {
  it("embeds what boots workers, and modules of tasks with --include", async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/main.ts`, PROGRAM);
      await Deno.writeTextFile(`${folder}/tasks.ts`, TASKS);
      await Deno.writeTextFile(`${folder}/factor.ts`, "export const factor = 2;\n");
      const files = await embedded(folder);
      for (const name of ["main.ts", "mod.ts", "boot.ts", "run_pool_worker.ts"]) {
        assert(files.has(name), name);
      }
      const more = await embedded(folder, "--include", "tasks.ts");
      assertEquals([...more].filter((name) => !files.has(name)).sort(), ["factor.ts", "tasks.ts"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
