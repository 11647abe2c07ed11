import { Pool } from "@multicore/multicore";
import { matmulFused } from "@multicore/multicore/kernels/linalg-fused";
import assert from "node:assert/strict";

const pool = new Pool(2);
const identity = Float64Array.of(1, 0, 0, 1);
const product = new Float64Array(4);
await pool.parallelFor(2, matmulFused, [Float64Array.of(1, 2, 3, 4), identity, product, 2, 2]);
assert.deepEqual([...product], [1, 2, 3, 4]);
await pool.terminate();
console.log("ok");
