import { Pool } from "@multicore/multicore/edge";

export const runtime = "edge";

/** More work at once than the event loop waits for, so that it gets its turn in between. */
export async function GET() {
  const pool = new Pool(2);
  const spin = (n) => {
    let sum = 0;
    for (let i = 0; i < 1e6; i++) sum += i % n;
    return [n, sum > 0];
  };
  const done = await pool.map(spin, Array.from({ length: 40 }, (_, i) => i + 2), { chunkSize: 1 });
  await pool.terminate();
  return new Response(done.length === 40 && done.every(([, isDone]) => isDone) ? "one thread" : "wrong");
}
