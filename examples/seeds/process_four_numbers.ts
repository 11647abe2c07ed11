/** Four processes print one number of a list each, and the main program has the last word. */
import { Process } from "../../mod.ts";

function printNumber(num: number): void {
  console.log(`Process printing number: ${num}`);
}

if (import.meta.main) {
  const numbers = [1, 2, 3, 4];
  const processes: Process[] = [];

  for (const number of numbers) {
    const p = new Process({ target: printNumber, args: [number] });
    processes.push(p);
    p.start();
  }

  for (const p of processes) await p.join();

  console.log("All processes finished.");
}
