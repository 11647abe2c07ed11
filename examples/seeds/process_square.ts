/** One process runs one function, and the program waits for it. */
import { Process } from "../../mod.ts";

function square(n: number): number {
  return n * n;
}

if (import.meta.main) {
  const p = new Process({ target: square, args: [5] });
  p.start();
  await p.join();
  console.log("Process finished.");
}
