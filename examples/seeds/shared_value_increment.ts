/** A process increments a shared number. */
import { Process, Value } from "../../mod.ts";

function increment(sharedValue: Value<"i">): void {
  sharedValue.value += 1;
}

if (import.meta.main) {
  const sharedValue = new Value("i", 10);
  const p = new Process({ target: increment, args: [sharedValue] });
  p.start();
  await p.join();
  console.log(sharedValue.value); // 11
}
