import { Pool } from "@multicore/multicore";
import assert from "node:assert/strict";

const offset = 100;

export function shift(n: number): number {
  return n + offset;
}

if (import.meta.main) {
  const pool = new Pool(1);
  assert.equal(await pool.run(shift, 1), 101);
  await pool.terminate();
  console.log("ok");
}
