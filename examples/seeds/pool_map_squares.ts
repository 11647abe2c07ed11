/** A pool of three squares a list of numbers. */
import { Pool } from "../../mod.ts";

function square(n: number): number {
  return n * n;
}

if (import.meta.main) {
  const numbers = [1, 2, 3, 4, 5];

  await using pool = new Pool(3);
  const results = await pool.map(square, numbers);

  console.log("Squares:", `[${results.join(", ")}]`);
}
