import { configure, Pool, SharedArray, TimeoutError } from "@multicore/multicore";
import assert from "node:assert/strict";

configure({ unstoppableAfter: 3000 });
const pool = new Pool(1);
const array = new SharedArray("f64", 1, { lock: false });
// V8 leaves out of this loop what would stop it, where it unrolls the one in it.
const spin = (array: SharedArray<"f64">) => {
  const { view } = array;
  let list: unknown;
  for (;;) {
    list = new Array(100).fill(0);
    view[0]! += 1;
    if (list === undefined) return;
  }
};
await assert.rejects(pool.apply(spin, [array], { timeout: 1000 }), TimeoutError);
await pool.terminate();
console.log("ok");
