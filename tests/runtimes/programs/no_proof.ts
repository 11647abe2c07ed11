import assert from "node:assert/strict";
import { MessagePort } from "node:worker_threads";

// As in a runtime that nobody has measured, whose ports tell of no end.
const { on } = MessagePort.prototype;
MessagePort.prototype.on = function (this: MessagePort, name: string, listener: () => void) {
  return name === "close" ? this : on.call(this, name, listener);
} as typeof on;
Object.defineProperty(process, "versions", { value: { ...process.versions, node: undefined } });
const { configure, Lock, OutOfMemoryError, Pool, Process, SharedArray, TimeoutError } = await import(
  "@multicore/multicore"
);

configure({ memory: "64MiB" });
const LENGTH = 2 ** 21;
const large = () => new SharedArray("f64", LENGTH, { lock: false });
const spin = (_array: unknown) => {
  for (;;);
};

// Its end is what the runtime says: it is waited for, and the lock is given back.
const lock = new Lock();
const holder = new Process({
  target: (lock: InstanceType<typeof Lock>) => {
    lock.acquireSync();
    for (;;);
  },
  args: [lock],
});
holder.start();
while (!lock.locked()) await new Promise((resolve) => setTimeout(resolve, 1));
holder.kill();
await holder.join();
assert.equal(holder.exitCode, -9);
assert.ok(await lock.acquire());
assert.ok(lock.abandoned);

// But the thread may run on, so what it could write is not used again.
const pool = new Pool(1);
for (let round = 0; round < 2; round++) {
  const array = large();
  await assert.rejects(pool.apply(spin, [array], { timeout: 20 }), TimeoutError);
  array[Symbol.dispose]?.();
  assert.equal(await pool.run(() => 1), 1);
}
const rest = large();
assert.throws(large, (error: Error) => {
  assert.ok(error instanceof OutOfMemoryError);
  assert.match(error.message, new RegExp(`${2 * LENGTH * 8} .*retired`));
  return true;
});
// What nobody who was killed could write is.
rest[Symbol.dispose]?.();
large();
await pool.terminate();
console.log("ok");
