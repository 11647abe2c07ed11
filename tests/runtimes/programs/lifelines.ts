import { Lock, Pool, Process, SharedArray, TimeoutError } from "@multicore/multicore";
import assert from "node:assert/strict";

// A worker that drops and closes all ports that it can find, and has its garbage collected, is not taken for dead.
const pool = new Pool(1);
const close = async () => {
  const { workerData, MessageChannel } = process.getBuiltinModule("node:worker_threads");
  const ports = Object.values(workerData).filter((value) => value instanceof MessagePort);
  for (let count = 0; count < 50; count++) new MessageChannel().port1.close();
  for (let count = 0; count < 300; count++) {
    new ArrayBuffer(1 << 22);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const key = Symbol.for("the worker that was here before");
  const isFirst = !(key in globalThis);
  Object.assign(globalThis, { [key]: true });
  return [ports.length, "lifeline" in workerData, isFirst];
};
assert.deepEqual(await pool.run(close), [0, false, true]);
assert.deepEqual(await pool.run(close), [0, false, false]);

// What is killed in a native sort is dead, and its lock is given back, once it has written its last.
const array = new SharedArray("f64", 4_000_000, { lock: false });
const state = new SharedArray("i", 1, { lock: false });
const lock = new Lock();
const isSorted = () => array.view.every((value, index) => index === 0 || value >= array.view[index - 1]!);
const sort = (array: SharedArray<"f64">, state: SharedArray<"i">, lock: Lock) => {
  lock.acquireSync();
  const { view } = array;
  for (let index = 0; index < view.length; index++) view[index] = Math.random();
  state.view[0] = 1;
  view.sort();
  for (;;);
};
const sorting = new Process({ target: sort, args: [array, state, lock] });
sorting.start();
while (state.view[0] !== 1) await new Promise((resolve) => setTimeout(resolve, 1));
sorting.kill();
assert.equal(isSorted(), false);
assert.ok(await lock.acquire({ timeout: 60_000 }));
assert.deepEqual([isSorted(), lock.abandoned], [true, true]);
await sorting.join();
assert.equal(sorting.exitCode, -9);
lock.release();

// Timeouts leave nothing behind: each of these has more than a third of the memory.
const large = () => new SharedArray("f64", 12_000_000, { lock: false });
const spin = (_array: SharedArray<"f64">) => {
  for (;;);
};
for (let round = 0; round < 6; round++) {
  const array = large();
  await assert.rejects(pool.apply(spin, [array], { timeout: 20 }), TimeoutError);
  array[Symbol.dispose]?.();
  await pool.run(() => {});
}
await pool.terminate();
console.log("ok");
