import { Lock, Pool, SharedArray } from "@multicore/multicore";
import assert from "node:assert/strict";

await using pool = new Pool(1);
using numbers = new SharedArray("f64", [1, 2, 3]);
const lock = new Lock();
const doubled = await pool.run(
  async (numbers: SharedArray<"f64">, lock: Lock) => {
    using _held = await lock.hold();
    return numbers[2]! * 2;
  },
  numbers,
  lock,
);
assert.equal(doubled, 6);
console.log("ok");
