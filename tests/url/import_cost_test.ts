/** What an import from a URL fetches: what is used, once, and no more. */
import { assert, assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import config from "../../deno.json" with { type: "json" };
import { Project } from "./project.ts";

/** The modules that `mod.ts` is made of: neither the compiler of kernels nor the library of them. */
const PARTS = /^\/((mod|edge)\.ts|engine\/[\w/]+\.ts|engine\/task\/generated\/acorn\.js)$/;
const MAX_MODULES = 257;
/** The library's own, and the parser's, which is copied from npm as it is. */
const MAX_BYTES = 1_470_000 + 235_000;

const FULL = /^(\.{1,2}\/|node:|npm:(@[^@/]+\/)?[^@/]+@\d+\.\d+\.\d+(\/|$))/;

describe("an import from a URL", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.create();
  });
  afterAll(() => project[Symbol.asyncDispose]());

  /** The paths that are fetched to run a program, sorted. Nothing is cached before. */
  async function fetchedBy(program: string): Promise<string[]> {
    await project.forget();
    project.server.requests.length = 0;
    await project.write("main.ts", program);
    await project.printed("main.ts");
    return project.server.requests.toSorted();
  }

  it("fetches what mod.ts is made of, and each module once", async () => {
    const paths = await fetchedBy('import "MULTICORE/mod.ts";\n');
    assertEquals(paths.filter((path) => !PARTS.test(path)), []);
    assertEquals(paths, [...new Set(paths)]);

    await reportCost("mod.ts", paths);

    // Workers find all that they load.
    assertEquals(
      await fetchedBy(`import { Pool } from "MULTICORE/mod.ts";
await using pool = new Pool(2);
await pool.map((n: number) => n, [1, 2, 3]);
`),
      paths,
    );
    // A module of kernels adds itself, what it exports, and what binds that.
    const withKernels = await fetchedBy('import "MULTICORE/mod.ts";\nimport "MULTICORE/kernels/math.ts";\n');
    assertEquals(withKernels.filter((path) => !paths.includes(path)), [
      "/engine/kernel/bind.ts",
      "/kernels/generated/math.ts",
      "/kernels/math.ts",
    ]);
  });

  it("fetches nothing of threads, sockets and managers for edge.ts", async () => {
    const paths = await fetchedBy('import "MULTICORE/edge.ts";\n');
    assertEquals(paths.filter((path) => !PARTS.test(path)), []);
    assertEquals(
      paths.filter((path) =>
        /\/(backend\/thread|threads|platform\/sockets|manager|core\/generated\/core)\b/.test(path)
      ),
      [],
    );
    await reportCost("edge.ts", paths);
  });

  it("finds every dependency by its full name", async () => {
    const entries = Object.values(config.exports).map((path) => `import "MULTICORE/${path.slice(2)}";\n`);
    await project.write("main.ts", entries.join(""));
    const { code, out, err } = await project.deno("info", "--json", project.importFlag, "main.ts");
    assertEquals(code, 0, err);
    const { modules } = JSON.parse(out.join("\n")) as { modules: Module[] };
    const remote = modules.filter(({ specifier }) => specifier.startsWith(project.server.url("")));
    assert(remote.length > 200);
    assertEquals(remote.filter(({ error }) => error !== undefined), []);
    const names = new Set(
      remote.flatMap(({ dependencies = [] }) => dependencies.map(({ specifier }) => specifier)),
    );
    assertEquals([...names].filter((name) => !FULL.test(name)), []);
    assert([...names].some((name) => name.startsWith("npm:assemblyscript@")));
  });
});

interface Module {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly { readonly specifier: string }[];
}

/** Prints how much an entry fetches, and asserts that it stays within bounds. */
async function reportCost(entry: string, paths: readonly string[]): Promise<void> {
  const texts = await Promise.all(
    paths.map((path) => Deno.readFile(new URL(`../..${path}`, import.meta.url))),
  );
  const bytes = sum(texts.map(({ length }) => length));
  const compressed = sum(await Promise.all(texts.map(compressedSize)));
  console.log(`${entry}: ${paths.length} modules, ${bytes} bytes, ${compressed} compressed`);
  assert(paths.length <= MAX_MODULES && bytes <= MAX_BYTES);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** As a server sends it that compresses. */
async function compressedSize(text: Uint8Array<ArrayBuffer>): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).length;
}
