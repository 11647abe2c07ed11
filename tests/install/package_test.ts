/** The npm package: its types under compilers that have little, and the library in one file. */
import { assert, assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";
import ts from "npm:typescript@5.9.3";
import { buildPackage } from "../../npm/build.ts";
import { fileUrl } from "../../engine/platform/file_url.ts";

const PROGRAM = `import { Pool, SharedArray } from "@multicore/multicore";
import { compileKernels } from "@multicore/multicore/compile";
import { square } from "@multicore/multicore/kernels/math";
import * as edge from "@multicore/multicore/edge";
import * as bundle from "@multicore/multicore/bundle";

export async function run(signal: any): Promise<number[]> {
  const pool = new Pool(2);
  const all: SharedArray<"f64"> = await pool.map(square, new SharedArray("f64", 3));
  return [all.length, await pool.apply((n: number) => n, [1], { signal }), await new bundle.Pool().run(one)];
}
const one = (): number => 1;
export { compileKernels, edge };
`;

/** Options that users have: each with checks of the package's own types. */
const OPTIONS: Readonly<Record<string, ts.CompilerOptions>> = {
  "without the DOM": { lib: ["lib.esnext.d.ts"] },
  "with the DOM": { lib: ["lib.esnext.d.ts", "lib.dom.d.ts"] },
  "not strict": { lib: ["lib.esnext.d.ts"], strict: false },
  "for bundlers": {
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  },
};

describe("the npm package", { sanitizeOps: false, sanitizeResources: false }, () => {
  let folder: string;
  let library: URL;
  beforeAll(async () => {
    folder = await Deno.realPath(await Deno.makeTempDir());
    library = fileUrl(`${folder}/node_modules/@multicore/multicore/`);
    await buildPackage(library);
    await Deno.writeTextFile(`${folder}/package.json`, '{ "type": "module" }\n');
    await Deno.writeTextFile(`${folder}/main.ts`, PROGRAM);
  });
  afterAll(() => Deno.remove(folder, { recursive: true }));

  for (const [which, options] of Object.entries(OPTIONS)) {
    it(`has types that check ${which}`, () => {
      const program = ts.createProgram([`${folder}/main.ts`], {
        noEmit: true,
        strict: true,
        skipLibCheck: false,
        target: ts.ScriptTarget.ESNext,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        types: [],
        ...options,
      });
      const problems = ts.getPreEmitDiagnostics(program).map(({ messageText, file }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
      );
      assertEquals(problems, []);
    });
  }

  it("has the whole library in one file, which is all that a program from a URL fetches", async () => {
    const requests: string[] = [];
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
      const { pathname } = new URL(request.url);
      requests.push(pathname);
      const type = pathname.endsWith(".js") ? "text/javascript" : "application/typescript";
      const body = await Deno.readFile(new URL(`.${pathname}`, library));
      return new Response(body, { headers: { "content-type": type } });
    });
    const host = `127.0.0.1:${server.addr.port}`;
    await Deno.writeTextFile(
      `${folder}/one.ts`,
      `import { Pool, Process, Queue } from "http://${host}/multicore.js";
const words: Queue<string> = new Queue();
const child = new Process({ target: (queue: Queue<string>) => queue.put("there"), args: [words] });
child.start();
await using pool = new Pool(2);
const squares: number[] = await pool.map((n: number) => n * n, [1, 2, 3]);
console.log(await words.get(), ...squares);
// @ts-expect-error: It has types.
await pool.map(1, 2).catch(() => {});
`,
    );
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-lock", `--allow-import=${host}`, ...args, "one.ts"],
        cwd: folder,
        env: { DENO_DIR: `${folder}/cache` },
        stdin: "null",
      }).output();
      return [code, new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)];
    };
    assertEquals(await run("--no-check"), [0, "there 1 4 9\n", ""]);
    assertEquals(requests, ["/multicore.js"]);
    assertEquals(await run("--check"), [0, "there 1 4 9\n", ""]);
    assertEquals(requests, ["/multicore.js", "/multicore.d.ts"]);
    const { size } = await Deno.stat(new URL("multicore.js", library));
    console.log(`${fileURLToPath(new URL("multicore.js", library))}: ${size} bytes`);
    assert(size < 1e6);
  });
});
