import { median } from "../support/compare.ts";
import type { Row } from "../support/table.ts";

const ROOT = new URL("../../", import.meta.url);
const PACKAGE = new URL("dist/npm/", ROOT);
const ROUNDS = 11;

/** Programs that import the library from a URL, in which `LIBRARY` stands for it. To start a thread takes as long from either. */
const PROGRAMS: readonly { scenario: string; program: string; bound: Row["bound"] }[] = [
  {
    scenario: "an import from a URL, nothing cached",
    program: `import "LIBRARY";\n`,
    bound: { atMost: 0.5 },
  },
  {
    scenario: "the same, and the first result of a pool",
    program: `import { Pool } from "LIBRARY";
await using pool = new Pool(1);
if (await pool.run((n: number) => n + 1, 1) !== 2) throw new Error("The sum is wrong");
`,
    bound: {},
  },
];

/** What a program takes that imports the library from a URL into an empty cache: from `multicore.js` beside from `mod.ts`. */
export async function start(): Promise<Row[]> {
  const { success } = await new Deno.Command(Deno.execPath(), { args: ["task", "npm"], cwd: ROOT }).output();
  if (!success) throw new Error("Cannot measure imports as `deno task npm` fails");
  let requests = 0;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    requests++;
    const { pathname } = new URL(request.url);
    const isBundle = pathname === "/multicore.js";
    const body = await Deno.readFile(new URL(`.${pathname}`, isBundle ? PACKAGE : ROOT));
    const type = pathname.endsWith(".js") ? "text/javascript" : "application/typescript";
    return new Response(body, { headers: { "content-type": type } });
  });
  const host = `127.0.0.1:${server.addr.port}`;
  const rows: Row[] = [];
  for (const { scenario, program, bound } of PROGRAMS) {
    const times: Record<string, number[]> = { "mod.ts": [], "multicore.js": [] };
    const fetched: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round++) {
      for (const [entry, list] of Object.entries(times)) {
        requests = 0;
        list.push(await run(program.replace("LIBRARY", `http://${host}/${entry}`), host));
        fetched[entry] = requests;
      }
    }
    const [all, one] = Object.values(times).map(median) as [number, number];
    rows.push({
      scenario,
      ratio: "time of multicore.js / mod.ts",
      value: one / all,
      bound,
      detail: Object.entries({ "mod.ts": all, "multicore.js": one })
        .map(([entry, ms]) => `${entry} ${ms.toFixed(0)} ms, ${fetched[entry]} requests`).join("; "),
    });
  }
  return rows;
}

/** The milliseconds of a program in an empty cache, with the start and the end of Deno. */
async function run(program: string, host: string): Promise<number> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, program);
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-lock", `--allow-import=${host}`, "main.ts"],
      cwd: folder,
      env: { DENO_DIR: `${folder}/cache` },
      stdin: "null",
    });
    const started = performance.now();
    const { success, stderr } = await command.output();
    const took = performance.now() - started;
    if (!success) throw new Error(`Cannot run a program: ${new TextDecoder().decode(stderr)}`);
    return took;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
