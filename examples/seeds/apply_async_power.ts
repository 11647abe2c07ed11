/** A pool applies a function in the background, and the result is fetched when it is needed. */
import { Pool } from "../../mod.ts";

function power(n: number): number {
  return n ** 2;
}

if (import.meta.main) {
  await using pool = new Pool({ processes: 2 });
  const result = pool.applyAsync(power, [5]);
  console.log(await result.get()); // 25
}
