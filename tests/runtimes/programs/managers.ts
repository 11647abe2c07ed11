import { Manager, Pool } from "@multicore/multicore";
import assert from "node:assert/strict";

const manager = new Manager();
const scores = await manager.dict<string, number>();
const pool = new Pool(2);
await pool.starmap(async (scores: typeof globalThis, name: string, score: number) => {
  await (scores as unknown as Map<string, number>).set(name, score);
}, [[scores, "a", 1], [scores, "b", 2]] as never);
assert.deepEqual((await scores.items()).sort(), [["a", 1], ["b", 2]]);
await pool.terminate();
await manager.shutdown();
console.log("ok");
