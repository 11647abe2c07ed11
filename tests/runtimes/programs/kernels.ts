import { Pool, SharedArray } from "@multicore/multicore";
import { grayscale } from "@multicore/multicore/kernels/image";
import { power, square } from "@multicore/multicore/kernels/math";
import { sum } from "@multicore/multicore/kernels/reduce";
import { sort } from "@multicore/multicore/kernels/sort";
import assert from "node:assert/strict";

const pool = new Pool(2);
assert.deepEqual(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
assert.equal(square(3), 9);

const numbers = new SharedArray("f64", 100_000);
numbers.view.fill(3);
await pool.map(power, numbers, { args: [2], out: numbers });
assert.equal(await pool.reduce(numbers.length, sum, [numbers], "sum"), 900_000);

const rgba = new SharedArray("u8", 4 * 64);
const gray = new SharedArray("f32", 64);
rgba.fill(100);
await pool.parallelFor(64, grayscale, [rgba, gray]);
assert.equal(gray[63], 100);

const unsorted = Float64Array.of(3, 1, 2);
await pool.apply(sort, [unsorted]);
assert.deepEqual([...unsorted], [1, 2, 3]);

await pool.terminate();
console.log("ok");
