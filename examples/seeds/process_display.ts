/** A child process prints, then the main program does. */
import { Process } from "../../mod.ts";

function display(): void {
  console.log("This is a child process running.");
}

if (import.meta.main) {
  const p = new Process({ target: display });
  p.start();
  await p.join();
  console.log("Main process finished.");
}
