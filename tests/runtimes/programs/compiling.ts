import { Pool, type ScalarKernel, SharedArray } from "@multicore/multicore";
import { compileKernels } from "@multicore/multicore/compile";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// Ahead: by the package's command, which in Deno is `build.ts`.
const BUILD = "Deno" in globalThis
  ? ["run", "-A", "--no-check", new URL("../../../build.ts", import.meta.url).href]
  : [import.meta.resolve("./node_modules/@multicore/multicore/lib/command.js").slice("file://".length)];
writeFileSync(
  "pixels.as.ts",
  `import { Slice } from "multicore";
export function brighten(px: Slice<u8>, by: i32, from: i32, to: i32): void {
  for (let i = from; i < to; i++) px[i] = <u8> min(255, <i32> px[i] + by);
}
`,
);
const mod = import.meta.resolve("@multicore/multicore");
const args = [...BUILD, "--debug", `--import=${mod}`, "pixels.as.ts"];
execFileSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
const { brighten } = await import(pathToFileURL("pixels.kernels.ts").href);

const pool = new Pool(2);
const pixels = new SharedArray("u8", 1000);
await pool.parallelFor(pixels.length, brighten, [pixels, 40]);
assert.equal(pixels[999], 40);

// At run time, on another thread.
const { half } = await compileKernels<{ half: ScalarKernel<[x: "f64"], "f64"> }>(
  "export function half(x: f64): f64 { return x / 2; }",
  { cache: false, debug: true },
);
assert.deepEqual(await pool.map(half, [1, 2, 3]), [0.5, 1, 1.5]);
await pool.terminate();
console.log("ok");
