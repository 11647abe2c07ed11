import { Pool } from "@multicore/multicore";

/** Not all types of Node know it. */
declare const require: { readonly main: unknown };

enum Factor {
  Three = 3,
}
const factor: Factor = Factor.Three;
export function scale(n: number): number {
  return n * factor;
}

async function main(): Promise<void> {
  const pool = new Pool(1);
  console.log(await pool.run(scale, 2) === 6 ? "threads" : "wrong");
  await pool.terminate();
}

if (require.main === module) main();
