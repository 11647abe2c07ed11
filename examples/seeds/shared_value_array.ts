/** A process changes a number and an array that it shares with the main program. */
import { Process, SharedArray, Value } from "../../mod.ts";

function modifyData(n: Value<"i">, arr: SharedArray<"i">): void {
  n.value += 10;
  for (let i = 0; i < arr.length; i++) arr[i]! += 1;
}

if (import.meta.main) {
  const num = new Value("i", 5);
  const arr = new SharedArray("i", [1, 2, 3]);

  const p = new Process({ target: modifyData, args: [num, arr] });
  p.start();
  await p.join();

  console.log(num.value); // 15
  console.log(`[${[...arr].join(", ")}]`); // [2, 3, 4]
}
