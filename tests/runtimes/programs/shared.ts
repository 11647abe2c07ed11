import { Pool, ShareableList, SharedArray, SharedMemory, struct, Value } from "@multicore/multicore";
import assert from "node:assert/strict";

const Point = struct({ x: "d", y: "d" });

const pool = new Pool(2);
const numbers = new SharedArray("f64", 1000);
await pool.starmap((numbers: SharedArray<"f64">, from: number) => {
  for (let i = from; i < from + 500; i++) numbers[i] = i;
}, [[numbers, 0], [numbers, 500]]);
assert.equal(numbers.view.reduce((sum, n) => sum + n), 499_500);

assert.deepEqual([...new SharedArray("i", Int32Array.of(1, 2))], [1, 2]);

const counter = new Value("i64", 0n);
await pool.map((step: [Value<"i64">, bigint]) => void step[0].add(step[1]), [[counter, 1n], [counter, 2n]]);
assert.equal(counter.value, 3n);

const point = new Value(Point, { x: 1, y: 2 });
assert.deepEqual([point.x, point.y], [1, 2]);

const memory = new SharedMemory({ name: "words", create: true, size: 16 });
const list = new ShareableList(["a", 1, null]);
const seen = await pool.run(
  (memory: SharedMemory, list: ShareableList) => {
    memory.buf[0] = 7;
    return [...list];
  },
  memory,
  list,
);
assert.deepEqual(seen, ["a", 1, null]);
assert.equal(memory.buf[0], 7);
memory.unlink();
await pool.terminate();
console.log("ok");
