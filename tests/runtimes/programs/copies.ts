import { Pool } from "@multicore/multicore";
import assert from "node:assert/strict";

const pool = new Pool(1);
const echo = <T>(value: T): T => value;
const value = {
  cycle: undefined as unknown,
  dates: [new Date(0)],
  map: new Map([[1, new Set(["a"])]]),
  bytes: Uint8Array.of(1, 2, 3),
  big: 2n ** 100n,
  pattern: /a+/g,
  none: [undefined, null, NaN, -0],
};
value.cycle = value;
assert.deepEqual(await pool.run(echo, value), value);
const error = await pool.run(echo, new RangeError("wrong", { cause: 1 }));
assert.deepEqual([error instanceof RangeError, error.message, error.cause], [true, "wrong", 1]);
const large = await pool.run((length: number) => new Float64Array(length).fill(1.5), 1_000_000);
assert.equal(large.length * large[999_999]!, 1_500_000);
await pool.terminate();
console.log("ok");
