/** A pool of four maps a function over five numbers. */
import { Pool } from "../../mod.ts";

function square(n: number): number {
  return n * n;
}

if (import.meta.main) {
  await using pool = new Pool({ processes: 4 });
  const results = await pool.map(square, [1, 2, 3, 4, 5]);
  console.log(`[${results.join(", ")}]`); // [1, 4, 9, 16, 25]
}
