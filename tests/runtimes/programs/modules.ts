import { importTasks, Pool } from "@multicore/multicore";
import assert from "node:assert/strict";
import { isMainThread } from "node:worker_threads";
import { registered } from "./tasks.ts";

const offset: number = 100;

export function shift(n: number): number {
  return n + offset;
}

if (isMainThread) {
  const tasks = importTasks<typeof import("./tasks.ts")>(import.meta.resolve("./tasks.ts"));
  const plain = importTasks<typeof import("./plain_tasks.mjs")>(import.meta.resolve("./plain_tasks.mjs"));
  const pool = new Pool(2);
  assert.deepEqual(await pool.map(tasks.scale, [1, 2, 3]), [3, 6, 9]);
  assert.deepEqual(await pool.map(plain.scale, [1, 2, 3]), [5, 10, 15]);
  assert.deepEqual(await pool.map(registered, [1, 2]), [4, 5]);
  assert.deepEqual(await pool.map(shift, [1, 2]), [101, 102]);
  await pool.terminate();
  console.log("ok");
}
