/** One process counts from zero. */
import { Process } from "../../mod.ts";

function printNumbers(): void {
  for (let i = 0; i < 5; i++) console.log(i);
}

if (import.meta.main) {
  const process = new Process({ target: printNumbers });
  process.start();
  await process.join();
}
