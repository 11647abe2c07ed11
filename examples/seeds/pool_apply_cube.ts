/** A pool applies a function to one value. */
import { Pool } from "../../mod.ts";

function cube(n: number): number {
  return n ** 3;
}

if (import.meta.main) {
  await using pool = new Pool({ processes: 2 });
  const result = await pool.apply(cube, [3]);
  console.log(result); // 27
}
