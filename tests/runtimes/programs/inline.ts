import { Pool } from "@multicore/multicore";
import { square } from "@multicore/multicore/kernels/math";
import assert from "node:assert/strict";

const pool = new Pool({ processes: 2, backend: "inline" });
const here = [0];
assert.deepEqual(
  await pool.map((list: number[]) => {
    list[0] = 1;
    return list;
  }, [here, here]),
  [[1], [1]],
);
assert.deepEqual(here, [0]);
assert.deepEqual(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
assert.equal(await pool.run(() => process.pid, ...[]), process.pid);
await pool.terminate();
console.log("ok");
