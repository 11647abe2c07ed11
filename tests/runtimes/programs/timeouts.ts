import { Pool, TimeoutError, Value } from "@multicore/multicore";
import assert from "node:assert/strict";

const pool = new Pool(1);
const turns = new Value("i", 0);
const spin = (turns: Value<"i">) => {
  for (;;) turns.add(1);
};
await assert.rejects(pool.apply(spin, [turns], { timeout: 100 }), TimeoutError);
assert.equal(await pool.run((n: number) => n + 1, 41), 42);
const after = turns.value;
assert.ok(after > 0);

const stop = new AbortController();
const stuck = pool.apply(spin, [turns], { signal: stop.signal });
while (turns.value === after) await new Promise((resolve) => setTimeout(resolve, 1));
stop.abort();
await assert.rejects(stuck, { name: "AbortError" });
assert.equal(await pool.run((n: number) => n + 1, 1), 2);

// What was stopped runs no more: no turn is counted, and no processor is busy.
const [stopped, { user, system }] = [turns.value, process.cpuUsage()];
await new Promise((resolve) => setTimeout(resolve, 200));
assert.equal(turns.value, stopped);
const busy = process.cpuUsage({ user, system });
assert.ok(busy.user + busy.system < 100_000, `busy for ${busy.user + busy.system} µs of 200,000`);

const asleep = pool.apply(() => new Promise(() => setTimeout(() => {}, 60_000)), [], { timeout: 50 });
await assert.rejects(asleep, TimeoutError);
assert.throws(() => pool.applySync(spin, [turns], { timeout: 50 }), TimeoutError);
assert.equal(pool.applySync((n: number) => n + 1, [2]), 3);
await pool.terminate();
console.log("ok");
