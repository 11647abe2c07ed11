/** The results of a pool are used after its block has ended. */
import { Pool } from "../../mod.ts";

function square(n: number): number {
  return n * n;
}

if (import.meta.main) {
  let result: number[];
  {
    await using pool = new Pool({ processes: 3 });
    result = await pool.map(square, [1, 2, 3, 4, 5]);
  }
  console.log(`[${result.join(", ")}]`); // [1, 4, 9, 16, 25]
}
