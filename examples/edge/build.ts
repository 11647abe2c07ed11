/**
 * Builds the functions for the platforms that take a bundle, with the kernels as files: `deno task edge` writes
 * `examples/out/edge/cloudflare` and `examples/out/edge/vercel`.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { stop } from "npm:esbuild@0.25.12";
import { MIN_PLACE_ADDRESS, writeWasm } from "../../kernels/command/write_wasm.ts";
import { bundle } from "./build/bundle.ts";

const LIBRARY = ["image", "reduce", "stats"].map((name) =>
  new URL(`../../kernels/${name}.ts`, import.meta.url).href
);

/** A function's entry and the files beside it, in `out` where the platform wants them. */
const FUNCTIONS = [
  {
    entry: "cloudflare/worker.ts",
    script: "cloudflare/worker.js",
    wasm: "cloudflare/wasm/",
    files: ["cloudflare/wrangler.toml", "cloudflare/config.capnp"],
  },
  {
    entry: "vercel/api/service.ts",
    script: "vercel/api/service.js",
    wasm: "vercel/api/wasm/",
    files: ["vercel/vercel.json"],
  },
];

/** Builds all of them into the folder `out`. */
export async function buildFunctions(out: URL): Promise<void> {
  for (const { entry, script, wasm, files } of FUNCTIONS) {
    await writeWasm(LIBRARY, {
      folder: fileURLToPath(new URL(wasm, out)),
      place: MIN_PLACE_ADDRESS,
      check: false,
    });
    await bundle(new URL(entry, import.meta.url), new URL(script, out));
    for (const file of files) await Deno.copyFile(new URL(file, import.meta.url), new URL(file, out));
  }
}

if (import.meta.main) {
  await buildFunctions(new URL("../out/edge/", import.meta.url));
  await stop();
}
