/** Five processes run one function with different arguments. */
import { Process } from "../../mod.ts";

function worker(num: number): void {
  console.log(`Worker ${num} is running`);
}

if (import.meta.main) {
  const processes: Process[] = [];
  for (let i = 0; i < 5; i++) {
    const p = new Process({ target: worker, args: [i] });
    processes.push(p);
    p.start();
  }

  for (const p of processes) await p.join();
}
