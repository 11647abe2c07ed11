import { Pool, type ScalarKernel } from "@multicore/multicore";
import { compileKernels } from "@multicore/multicore/compile";
import assert from "node:assert/strict";

const { half } = await compileKernels<{ half: ScalarKernel<[x: "f64"], "f64"> }>(
  "export function half(x: f64): f64 { return x / 2; }",
  { cache: false },
);
const pool = new Pool(2);
assert.deepEqual(await pool.map(half, [1, 2, 3]), [0.5, 1, 1.5]);
await pool.terminate();
console.log("ok");
