/** A process sends its result back through a queue. */
import { Process, Queue } from "../../mod.ts";

function square(n: number, q: Queue<number>): void {
  q.putSync(n * n);
}

if (import.meta.main) {
  const q = new Queue<number>();
  const p = new Process({ target: square, args: [5, q] });
  p.start();
  await p.join();
  console.log(await q.get()); // 25
}
