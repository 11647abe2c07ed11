/** A process writes into a shared array. */
import { Process, SharedArray } from "../../mod.ts";

function update(sharedArray: SharedArray<"i">): void {
  sharedArray[0] = 100;
}

if (import.meta.main) {
  const sharedArray = new SharedArray("i", [1, 2, 3]);
  const p = new Process({ target: update, args: [sharedArray] });
  p.start();
  await p.join();
  console.log(`[${sharedArray.slice().join(", ")}]`); // [100, 2, 3]
}
