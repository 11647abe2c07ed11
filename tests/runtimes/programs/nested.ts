import { importTasks, Pool } from "@multicore/multicore";
import assert from "node:assert/strict";

const { outer } = importTasks<typeof import("./nested_tasks.ts")>(import.meta.resolve("./nested_tasks.ts"));
const pool = new Pool(1);
assert.deepEqual(await pool.run(outer, 3), [0, 1, 4]);
await pool.terminate();
console.log("ok");
