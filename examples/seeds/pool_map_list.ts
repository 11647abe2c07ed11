/** A pool of three maps a function over a list written in the call. */
import { Pool } from "../../mod.ts";

function square(n: number): number {
  return n * n;
}

if (import.meta.main) {
  await using p = new Pool(3);
  const results = await p.map(square, [1, 2, 3, 4, 5]);
  console.log(`[${results.join(", ")}]`); // [1, 4, 9, 16, 25]
}
