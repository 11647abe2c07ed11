/** How much JavaScript the library is, bundled for the edge. */
import { assert, assertEquals } from "@std/assert";
import { afterAll, describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";
import { build, stop } from "npm:esbuild@0.25.12";
import { leaveOutUnused } from "../../examples/edge/build/leave_out_unused.ts";

const KILOBYTE = 1024;
/** Compressed, as platforms count. */
const MOST_KILOBYTES = 60;
const WASM = /(["'`])[A-Za-z0-9+/=]{1000,}\1/g;

/** Modules of `entries`. */
const ENTRIES = ["used_of_library", "all_of_library"];

/** The bundle's text, and what it imports. */
async function bundle(entry: string): Promise<{ text: string; imports: string[] }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`entries/${entry}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    metafile: true,
    write: false,
    format: "esm",
    target: "es2022",
    external: ["npm:*", "node:*"],
    plugins: [leaveOutUnused],
  });
  const imports = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return { text: outputFiles[0]!.text, imports };
}

async function compressed(text: string): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).length;
}

describe("the bundle for the edge", { sanitizeOps: false, sanitizeResources: false }, () => {
  afterAll(() => stop());

  for (const entry of ENTRIES) {
    it(`has at most ${MOST_KILOBYTES} KB of compressed JavaScript without kernels: ${entry}`, async () => {
      const { text: all } = await bundle(entry);
      const text = all.replace(WASM, '""');
      const sizes = [text.length, await compressed(text), all.length].map((size) =>
        Math.round(size / KILOBYTE)
      );
      console.log(`${entry}: ${sizes[0]} KB, ${sizes[1]} KB compressed; ${sizes[2]} KB with WebAssembly`);
      assert(sizes[1]! <= MOST_KILOBYTES);
    });
  }

  it("imports nothing: no packages, and no modules of the runtime's", async () => {
    assertEquals((await bundle("all_of_library")).imports, []);
  });
});
