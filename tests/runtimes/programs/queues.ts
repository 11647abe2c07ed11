import { type Connection, JoinableQueue, Pipe, Pool, Process, Queue, wait } from "@multicore/multicore";
import assert from "node:assert/strict";

const questions = new JoinableQueue<number>();
const answers = new Queue<number>(2);
const answering = new Process({
  target: async (questions: JoinableQueue<number>, answers: Queue<number>) => {
    for await (const n of questions) {
      await answers.put(n * n);
      questions.taskDone();
    }
  },
  args: [questions, answers],
  daemon: true,
});
answering.start();
for (let n = 1; n <= 20; n++) questions.putNowait(n);
let sum = 0;
for (let n = 1; n <= 10; n++) sum += await answers.get();
for (let n = 11; n <= 20; n++) sum += answers.getSync({ timeout: 5000 });
assert.equal(sum, 2870);
await questions.join();
questions.close();
await answering.join();

const [here, there] = Pipe();
const pool = new Pool(1);
const echo = pool.run((end: Connection) => {
  for (let message = end.recvSync(); message !== null; message = end.recvSync()) end.sendSync([message]);
  return "gone";
}, there);
await here.send({ deep: new Map([["key", 1n]]) });
assert.deepEqual(await here.recv(), [{ deep: new Map([["key", 1n]]) }]);
here.sendSync("sync");
assert.deepEqual(here.recvSync(), ["sync"]);
await here.send(5);
assert.deepEqual(await wait([here], { timeout: 5000 }), [here]);
here.sendSync(null);
assert.equal(await echo, "gone");
await pool.terminate();
console.log("ok");
