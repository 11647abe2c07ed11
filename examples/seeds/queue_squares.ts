/** Five processes put their squares into one queue, in whatever order they finish. */
import { Process, Queue } from "../../mod.ts";

async function square(n: number, resultQueue: Queue<number>): Promise<void> {
  await resultQueue.put(n * n);
}

if (import.meta.main) {
  const resultQueue = new Queue<number>();

  const processes = [1, 2, 3, 4, 5].map((i) => new Process({ target: square, args: [i, resultQueue] }));

  for (const process of processes) process.start();
  for (const process of processes) await process.join();

  while (!resultQueue.empty()) {
    console.log(await resultQueue.get()); // the squares of 1 to 5
  }
}
