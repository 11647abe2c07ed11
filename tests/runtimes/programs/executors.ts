import { asCompleted, Executor, waitFutures } from "@multicore/multicore";
import assert from "node:assert/strict";

const executor = new Executor(2);
const futures = [1, 2, 3].map((n) => executor.submit((n: number) => n * n, n));
assert.equal(await futures[2]!.result(), 9);
const { done } = await waitFutures(futures);
assert.equal(done.size, 3);
let sum = 0;
for await (const { future } of asCompleted(futures)) sum += await future.result();
assert.equal(sum, 14);
await executor.shutdown();
console.log("ok");
