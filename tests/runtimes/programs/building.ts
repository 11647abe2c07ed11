import { Pool, SharedArray } from "@multicore/multicore";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

writeFileSync(
  "pixels.as.ts",
  `import { Slice } from "multicore";
export function brighten(px: Slice<u8>, by: i32, from: i32, to: i32): void {
  for (let i = from; i < to; i++) px[i] = <u8> min(255, <i32> px[i] + by);
}
`,
);
const command = "node_modules/@multicore/multicore/lib/command.js";
execFileSync(process.execPath, [command, "pixels.as.ts"], { stdio: ["ignore", "ignore", "inherit"] });
const built = "./pixels.kernels.ts";
const { brighten } = await import(built);

const pool = new Pool(2);
const pixels = new SharedArray("u8", 1000);
await pool.parallelFor(pixels.length, brighten, [pixels, 40]);
assert.equal(pixels[999], 40);
await pool.terminate();
console.log("ok");
