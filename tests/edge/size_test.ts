/** How much JavaScript a function at the edge is made of, bundled as `examples/edge/build.ts` does. */
import { assert, assertEquals } from "@std/assert";
import { afterAll, describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { build, type Plugin, stop } from "npm:esbuild@0.25.12";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MOST_BYTES = 60 * 1024;

/** WebAssembly in base64, which is not counted. */
const WASM = /\/generated\//;

const sources = new Map<string, Promise<string>>();

/** What is not used of the library is left out, but for the files that are imported for what they do. */
const shaking: Plugin = {
  name: "shaking",
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, async ({ path, resolveDir, importer }) => {
      if (!sources.has(importer)) sources.set(importer, Deno.readTextFile(importer).catch(() => ""));
      const source = await sources.get(importer)!;
      return { path: resolve(resolveDir, path), sideEffects: source.includes(`import "${path}"`) };
    });
    onResolve({ filter: /^npm:/ }, ({ path }) => ({ path, external: true, sideEffects: false }));
  },
};

interface Bundle {
  readonly text: string;
  /** Bytes of JavaScript, WebAssembly left out. */
  readonly bytes: number;
  /** The library's files in it. */
  readonly files: readonly string[];
  /** The packages that it imports, which are not counted. */
  readonly packages: readonly string[];
}

async function bundle(program: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    metafile: true,
    outfile: "out.js",
    absWorkingDir: ROOT,
    plugins: [shaking],
  });
  const { bytes, inputs, imports } = metafile.outputs["out.js"]!;
  const files = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const wasm = files.filter(([path]) => WASM.test(`/${path}`));
  return {
    text: outputFiles[0]!.text,
    bytes: bytes - wasm.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
    files: files.map(([path]) => path),
    packages: imports.map(({ path }) => path),
  };
}

/** Runs a bundle as a program, and gives what it writes. */
async function run({ text }: Bundle): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), { args: ["run", "-"], stdin: "piped", stdout: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout } = await child.output();
  assert(success);
  return new TextDecoder().decode(stdout).trim();
}

describe("edge.ts, bundled and minified", { sanitizeOps: false, sanitizeResources: false }, () => {
  afterAll(() => stop());

  it(`with nothing but Pool takes ${MOST_BYTES} bytes of JavaScript at most`, async () => {
    const { bytes, files, packages } = await bundle(`export { Pool } from "./edge.ts";`);
    console.log(`edge.ts, Pool: ${bytes} bytes of JavaScript in ${files.length} files`);
    assertEquals(packages, []);
    assert(bytes <= MOST_BYTES, `received ${bytes} bytes`);
    assertEquals(
      files.filter((path) => /^engine\/(channel|sync|process|manager)\/|\/thread\//.test(path)),
      [],
    );
  });

  it("with everything is less than three times that", async () => {
    const { bytes, files } = await bundle(`export * from "./edge.ts";`);
    console.log(`edge.ts, all of it: ${bytes} bytes of JavaScript in ${files.length} files`);
    assert(bytes <= 3 * MOST_BYTES, `received ${bytes} bytes`);
  });

  it("runs functions and kernels, over arrays of every kind that the program has", async () => {
    const printed = await run(
      await bundle(`
        import { Pool, SharedArray } from "./edge.ts";
        import { square } from "./kernels/math.ts";
        await using pool = new Pool(2);
        const shared = new SharedArray("d", [4]);
        console.log(JSON.stringify([
          await pool.map((n: number) => ({ n }), [1, 2]),
          await pool.map(square, [1, 2]),
          [...await pool.map(square, Float64Array.of(3))],
          await pool.map(square, shared),
        ]));
      `),
    );
    assertEquals(printed, `[[{"n":1},{"n":2}],[1,4],[9],[16]]`);
  });
});
