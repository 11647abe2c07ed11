import { Pool } from "@multicore/multicore";
import assert from "node:assert/strict";

const pool = new Pool(2);
assert.deepEqual(await pool.map((n: number) => n * n, [1, 2, 3, 4, 5]), [1, 4, 9, 16, 25]);
assert.equal(await pool.run((a: number, b: number) => a + b, 1, 2), 3);
assert.equal(
  await pool.apply(async (ms: number) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return "later";
  }, [5]),
  "later",
);
const many = await pool.map((n: number) => ({ n, text: `#${n}` }), Array.from({ length: 2000 }, (_, n) => n));
assert.deepEqual(many[1999], { n: 1999, text: "#1999" });
let sum = 0;
for await (const square of pool.imap((n: number) => n * n, [1, 2, 3])) sum += square;
assert.equal(sum, 14);
assert.deepEqual(pool.mapSync((n: number) => n + 1, [1, 2]), [2, 3]);
pool.close();
await pool.join();
console.log("ok");
