import { isMainThread } from "node:worker_threads";
import { Pool } from "@multicore/multicore";
import { scale as twin } from "./typed_twin.ts";

enum Factor {
  Three = 3,
}
const factor: Factor = Factor.Three;
export function scale(n: number): number {
  return n * factor;
}
export const shift = (n: number): number => n + factor;

if (isMainThread) {
  const pool = new Pool(1);
  const numbers = [await pool.run(shift, 2), await pool.run(twin, 2).catch((error: Error) => error.name)];
  console.log(String(numbers) === "5,TransferError" ? "threads" : `wrong: ${numbers}`);
  await pool.terminate();
}
