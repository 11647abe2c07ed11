import { atExit, Pool, Process, Queue } from "@multicore/multicore";
import assert from "node:assert/strict";

// Neither a pool that is forgotten, nor a queue that is waited for by a daemon, keeps the program alive.
const pool = new Pool(2);
assert.equal(await pool.run((n: number) => n + 1, 1), 2);
const daemon = new Process({
  target: (queue: Queue<number>) => void queue.getSync(),
  args: [new Queue<number>()],
  daemon: true,
});
daemon.start();
// What is pending does.
pool.run((ms: number) => new Promise<string>((resolve) => setTimeout(() => resolve("late"), ms)), 50).then(
  (late) => {
    assert.equal(late, "late");
    atExit(() => console.log("ok"));
  },
);
