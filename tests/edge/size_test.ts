/** How much JavaScript the library is, bundled for the edge as `examples/edge/build.ts` does. */
import { assert, assertEquals } from "@std/assert";
import { afterAll, describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";
import { build, stop } from "npm:esbuild@0.25.12";
import { INLINE_CORE_WASM } from "../../engine/core/generated/inline_core.ts";
import { leaveOutUnused } from "../../examples/edge/build/leave_out_unused.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Of a program that has a pool. */
const MAX_BYTES = 72 * 1024;

/** Of what the kernels of the example add: their signatures, and calling them. */
const MAX_KERNEL_BYTES = 12 * 1024;

/** WebAssembly in base64, wherever it stands: its first bytes are always the same. */
const WASM = /AGFzbQ[A-Za-z0-9+/=]{100,}/g;

interface Bundle {
  readonly text: string;
  /** Bytes of JavaScript: everything but WebAssembly. */
  readonly bytes: number;
  /** Bytes that the core takes, as base64. */
  readonly core: number;
  /** Bytes that kernels take, as base64. */
  readonly kernels: number;
  /** What it takes, all of it, compressed. */
  readonly compressed: number;
  /** The library's files in it. */
  readonly files: readonly string[];
  /** What it imports. */
  readonly imports: readonly string[];
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
    plugins: [leaveOutUnused],
    external: ["npm:*", "node:*"],
  });
  const { text } = outputFiles[0]!;
  const { bytes, inputs, imports } = metafile.outputs["out.js"]!;
  const files = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const modules = [...text.matchAll(WASM)].map(([wasm]) => wasm);
  const lengthOf = (list: readonly string[]) => list.reduce((sum, { length }) => sum + length, 0);
  const core = lengthOf(modules.filter((wasm) => wasm === INLINE_CORE_WASM));
  const kernels = lengthOf(modules) - core;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return {
    text,
    bytes: bytes - core - kernels,
    core,
    kernels,
    compressed: (await new Response(stream).bytes()).length,
    files: files.map(([path]) => path),
    imports: imports.map(({ path }) => path),
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

function report(what: string, { bytes, core, kernels, compressed, files }: Bundle): void {
  console.log(
    `${what}: ${bytes} bytes of JavaScript in ${files.length} files, ${core} of the core and ${kernels} of kernels; ${compressed} compressed, all of it`,
  );
}

describe("the bundle for the edge", { sanitizeOps: false, sanitizeResources: false }, () => {
  afterAll(() => stop());

  for (
    const [what, program, bound] of [
      ["a pool", `export { Pool } from "./edge.ts";`, MAX_BYTES],
      [
        "what the example uses",
        `export * from "./tests/edge/entries/used_of_library.ts";`,
        MAX_BYTES + MAX_KERNEL_BYTES,
      ],
    ] as const
  ) {
    it(`is at most ${bound} bytes of JavaScript: ${what}`, async () => {
      const used = await bundle(program);
      report(what, used);
      assert(used.core > 0, "the bundle has no core");
      assertEquals(used.imports, []);
      assertEquals(
        used.files.filter((path) =>
          /^engine\/(channel|sync|process|manager|threads)\/|\/thread\//.test(path)
        ),
        [],
      );
      // The types of text are for shared arrays of characters, which these programs do not have.
      assert(!used.text.includes("Latin-1"));
      assert(used.bytes <= bound, `received ${used.bytes} bytes`);
    });
  }

  it("is as large as docs/edge.md says, within a twentieth", async () => {
    const document = await Deno.readTextFile(`${ROOT}docs/edge.md`);
    const said = [...document.matchAll(/(\d+) KB(?: of minified| with its kernels| compressed)/g)];
    const all = await bundle(`export * from "./edge.ts";`);
    const used = await bundle(`export * from "./tests/edge/entries/used_of_library.ts";`);
    const measured = [all, used].flatMap(({ bytes, core, kernels, compressed }) =>
      [bytes + core + kernels, compressed].map((size) => size / 1000)
    );
    const off = said.map(([, kilobytes], i) => Math.abs(Number(kilobytes) / measured[i]! - 1));
    assertEquals(off.length, 4);
    assert(Math.max(...off) < 0.05, `docs/edge.md says other sizes: received ${measured.map(Math.round)} KB`);
  });

  it("of all that edge.ts has is less than three times that, and imports nothing", async () => {
    const all = await bundle(`export * from "./edge.ts";`);
    report("all of edge.ts", all);
    assertEquals(all.imports, []);
    assert(all.bytes <= 3 * MAX_BYTES, `received ${all.bytes} bytes`);
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
