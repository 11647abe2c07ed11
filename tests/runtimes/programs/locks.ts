import { Barrier, BoundedSemaphore, Condition, Event, Lock, Pool, RLock, Value } from "@multicore/multicore";
import assert from "node:assert/strict";

const pool = new Pool(2);
const lock = new Lock();
const total = new Value("i", 0, { lock: false });
const add = (lock: Lock, total: Value<"i">) => {
  for (let i = 0; i < 1000; i++) {
    lock.acquireSync();
    total.value += 1;
    lock.release();
  }
};
const addLater = async (lock: Lock, total: Value<"i">) => {
  for (let i = 0; i < 1000; i++) {
    await lock.acquire();
    total.value += 1;
    lock.release();
  }
};
await Promise.all([pool.run(add, lock, total), pool.run(addLater, lock, total), addLater(lock, total)]);
assert.equal(total.value, 3000);
assert.equal(await lock.acquire(), true);
assert.equal(await pool.run((lock: Lock) => lock.acquireSync({ timeout: 20 }), lock), false);
lock.release();

const event = new Event();
const waiting = pool.run((event: Event) => event.waitSync({ timeout: 5000 }), event);
event.set();
assert.equal(await waiting, true);

const barrier = new Barrier(3);
const meet = (barrier: Barrier) => barrier.waitSync();
const places = await Promise.all([pool.run(meet, barrier), pool.run(meet, barrier), barrier.wait()]);
assert.deepEqual(places.sort(), [0, 1, 2]);

const condition = new Condition();
const ready = new Event();
const woken = pool.run(
  async (condition: Condition, ready: Event) => {
    await condition.acquire();
    ready.set();
    const notified = await condition.wait({ timeout: 5000 });
    condition.release();
    return notified;
  },
  condition,
  ready,
);
await ready.wait();
await condition.acquire();
condition.notify();
condition.release();
assert.equal(await woken, true);

const semaphore = new BoundedSemaphore(2);
assert.equal(semaphore.acquireSync() && await semaphore.acquire(), true);
assert.equal(await semaphore.acquire({ timeout: 1 }), false);
semaphore.release();

const nested = new RLock();
assert.equal(nested.acquireSync() && nested.acquireSync(), true);
nested.release();
nested.release();
await pool.terminate();
console.log("ok");
