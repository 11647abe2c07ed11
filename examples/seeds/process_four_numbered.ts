/** Four processes, each told its number. */
import { Process } from "../../mod.ts";

function printNumber(number: number): void {
  console.log(`Process ${number}: Printing number ${number}`);
}

if (import.meta.main) {
  const processes: Process[] = [];
  for (let i = 0; i < 4; i++) {
    const process = new Process({ target: printNumber, args: [i] });
    processes.push(process);
    process.start();
  }

  for (const process of processes) await process.join();
}
