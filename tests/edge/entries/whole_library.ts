/** `mod.ts` in a function. */
import { Lock, Pool, Process, Queue, SharedArray } from "../../../mod.ts";
import { sum } from "../../../kernels/reduce.ts";

async function greet(queue: Queue<string>, lock: Lock): Promise<void> {
  using _ = await lock.hold();
  await queue.put("hello");
}

/** Uses some of it, and says what came out. */
export async function useLibrary(): Promise<string> {
  await using pool = new Pool(2);
  const squares = await pool.map((x: number) => x * x, [1, 2, 3]);
  using numbers = new SharedArray("f64", [1, 2, 3]);
  const total = await pool.reduce(3, sum, [numbers], "sum");
  using queue = new Queue<string>();
  using lock = new Lock();
  const child = new Process({ target: greet, args: [queue, lock] });
  child.start();
  const greeting = await queue.get();
  await child.join();
  return [...squares, total, greeting, numbers.buffer.constructor.name].join(" ");
}

export default { fetch: async (): Promise<Response> => new Response(await useLibrary()) };

if (import.meta.main && typeof Deno !== "undefined") console.log(await useLibrary());
