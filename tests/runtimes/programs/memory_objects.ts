import { Pool, WorkerLostError } from "@multicore/multicore";
import assert from "node:assert/strict";

const hoard = () => {
  const kept: object[] = [];
  while (kept.length < 5_000_000) kept.push({ n: kept.length });
  return kept.length;
};
const pool = new Pool({ processes: 1, maxHeap: 32 });
await assert.rejects(pool.run(hoard), WorkerLostError);
assert.equal(await pool.run((n: number) => n + 1, 1), 2);
// While this thread blocks, the runtime cannot tell it that the worker is dead.
assert.throws(() => pool.applySync(hoard, []), WorkerLostError);
assert.equal(pool.applySync((n: number) => n + 1, [1]), 2);
await pool.terminate();
console.log("ok");
