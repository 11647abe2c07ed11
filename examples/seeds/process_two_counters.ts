/** Two processes count at the same time: their lines may mix. */
import { Process } from "../../mod.ts";

function printNumbers(): void {
  for (let i = 1; i < 6; i++) console.log(`Number: ${i}`);
}

if (import.meta.main) {
  const p1 = new Process({ target: printNumbers });
  const p2 = new Process({ target: printNumbers });

  p1.start();
  p2.start();

  await p1.join();
  await p2.join();
}
