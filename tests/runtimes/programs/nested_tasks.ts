import { Pool } from "@multicore/multicore";

/** Has a pool of its own, in a worker. */
export async function outer(count: number): Promise<number[]> {
  const pool = new Pool(2);
  try {
    return await pool.map((n: number) => n * n, Array.from({ length: count }, (_, n) => n));
  } finally {
    await pool.terminate();
  }
}
