import { Pool, WorkerLostError } from "@multicore/multicore";
import assert from "node:assert/strict";

const hoard = () => {
  const kept: number[][] = [];
  while (kept.length < 40_000) kept.push(new Array(1000).fill(1.5));
  return kept.length;
};
const pool = new Pool({ processes: 1, maxHeap: 64 });
await assert.rejects(pool.run(hoard), WorkerLostError);
assert.equal(await pool.run((n: number) => n + 1, 1), 2);
await pool.terminate();
console.log("ok");
