import { activeChildren, currentProcess, Process, Queue, Value } from "@multicore/multicore";
import assert from "node:assert/strict";

function count(total: Value<"i">, done: Queue<string>): void {
  total.add(10);
  done.putSync("done");
}

const total = new Value("i", 5);
const done = new Queue<string>();
const counting = new Process({ target: count, args: [total, done], name: "counting" });
counting.start();
assert.equal(await done.get(), "done");
await counting.join();
assert.deepEqual([total.value, counting.exitCode], [15, 0]);

const exiting = new Process({ target: () => process.exit(3) });
exiting.start();
exiting.joinSync();
assert.equal(exiting.exitCode, 3);

const spinning = new Process({
  target: (started: Value<"i">) => {
    started.value = 1;
    for (;;);
  },
  args: [total],
});
spinning.start();
while (total.value !== 1) await new Promise((resolve) => setTimeout(resolve, 1));
assert.deepEqual(activeChildren(), [spinning]);
spinning.terminate();
await spinning.join();
assert.equal(spinning.exitCode, -15);
assert.equal(currentProcess().name, "MainProcess");
console.log("ok");
