/** A pool of four maps a function over a range. */
import { Pool } from "../../mod.ts";

function square(n: number): number {
  return n * n;
}

if (import.meta.main) {
  await using pool = new Pool({ processes: 4 });
  const results = await pool.map(square, Array(10).keys());
  console.log(`[${results.join(", ")}]`);
}
