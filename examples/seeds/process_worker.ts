/** The smallest program: a function in a process of its own. */
import { Process } from "../../mod.ts";

function worker(): void {
  console.log("Worker process is running");
}

if (import.meta.main) {
  const process = new Process({ target: worker });
  process.start();
  await process.join();
}
