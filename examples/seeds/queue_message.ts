/** A process puts a message into a queue, and the main program waits for it. */
import { Process, Queue } from "../../mod.ts";

function worker(q: Queue<string>): void {
  q.putSync("Hello from Process!");
}

if (import.meta.main) {
  const q = new Queue<string>();
  const p = new Process({ target: worker, args: [q] });
  p.start();
  console.log(await q.get());
  await p.join();
}
