import { Pool } from "@multicore/multicore";
import { square } from "@multicore/multicore/kernels/math";

/** Does a little of everything, and says where tasks run. */
export async function outcome() {
  globalThis.isHere = true;
  const pool = new Pool(2);
  try {
    const isHere = await pool.run(() => globalThis.isHere === true);
    const squares = [await pool.map((n) => n * n, [1, 2, 3]), await pool.map(square, [1, 2, 3])];
    if (String(squares) !== "1,4,9,1,4,9") throw new Error(`The squares are ${squares}`);
    return isHere ? "one thread" : "threads";
  } finally {
    await pool.terminate();
  }
}
