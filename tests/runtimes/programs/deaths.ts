import { Pool, Process, WorkerLostError } from "@multicore/multicore";
import assert from "node:assert/strict";

const pool = new Pool(2);
await assert.rejects(pool.run(() => process.exit(3)), WorkerLostError);
await assert.rejects(
  pool.run(() => {
    setTimeout(() => {
      throw new Error("outside");
    }, 1);
    return new Promise(() => {});
  }),
  /outside/,
);
await assert.rejects(
  pool.run(() => {
    setTimeout(() => void Promise.reject(new Error("unheard")), 1);
    return new Promise(() => {});
  }),
  /unheard/,
);
assert.throws(() => pool.applySync(() => process.exit(3), []), WorkerLostError);
assert.deepEqual(await pool.map((n: number) => n * 2, [1, 2, 3]), [2, 4, 6]);
await pool.terminate();

const throwing = new Process({
  target: () => {
    console.error = () => {};
    throw new Error("in a process");
  },
});
throwing.start();
await throwing.join();
assert.equal(throwing.exitCode, 1);
console.log("ok");
