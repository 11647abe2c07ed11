/** A process counts up a shared number that started at zero. */
import { Process, Value } from "../../mod.ts";

function modifySharedData(sharedValue: Value<"i">): void {
  sharedValue.value += 1;
}

if (import.meta.main) {
  const sharedValue = new Value("i", 0);

  const process = new Process({ target: modifySharedData, args: [sharedValue] });
  process.start();
  await process.join();

  console.log(sharedValue.value); // 1
}
