import { importTasks, Pool, Queue, TimeoutError, TransferError, Value } from "@multicore/multicore";
import assert from "node:assert/strict";
import type { Fault } from "./tasks.ts";

const tasks = importTasks<typeof import("./tasks.ts")>(import.meta.resolve("./tasks.ts"));
const pool = new Pool(1);

const fault = await pool.run(tasks.fail, 7).catch((error: unknown) => error as Fault);
assert.ok(fault instanceof RangeError);
assert.deepEqual([fault.name, fault.message, fault.code], ["Fault", "failed", 7]);
assert.match(fault.stack!, /tasks\.ts/);

const inline = await pool.run(() => {
  throw new TypeError("wrong", { cause: new RangeError("deep") });
}).catch((error: unknown) => error as Error);
assert.ok(inline instanceof TypeError && inline.cause instanceof RangeError);
assert.match(inline.stack!, /errors\.ts/);

// The worker has one copy of the library: its classes are those that a module of tasks imports.
await assert.rejects(pool.run(tasks.late), TimeoutError);
assert.equal(await pool.run(tasks.isOurs, new Value("i", 1)), true);
assert.equal(await pool.run(tasks.isOurs, new Queue<number>()), true);

const captured = Math.random();
await assert.rejects(
  async () => await pool.run(() => captured),
  (error: unknown) => error instanceof TransferError && /captured/.test(error.message),
);
await pool.terminate();
console.log("ok");
