/** A daemon runs in the background and ends with the main program, which does not wait: it may print little or nothing. */
import { Process } from "../../mod.ts";

function printNumbers(): void {
  for (let i = 1; i < 6; i++) console.log(`Number: ${i}`);
}

if (import.meta.main) {
  const p = new Process({ target: printNumbers, daemon: true });
  p.start();
}
