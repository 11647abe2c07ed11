/** What the workers of the mixed service do. */
import type { Condition, DictProxy, Lock, Queue, SharedArray } from "../../../mod.ts";

/** Sums, slowly enough to be stopped. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function fail(way: "throw" | "exit" | "spin"): never {
  if (way === "throw") throw new RangeError("asked to fail");
  if (way === "exit") return Deno.exit(3);
  for (;;);
}

/** Takes items until there is a 0, and returns their sum. */
export async function consume(queue: Queue<number>): Promise<number> {
  let total = 0;
  for (let item; (item = await queue.get()) !== 0;) total += item;
  return total;
}

/** Adds to both, under the lock. */
export function count(lock: Lock, pair: SharedArray<"i">): void {
  using _ = lock.holdSync();
  if (lock.abandoned) pair.view[1] = pair.view[0]!;
  pair.view[0]!++;
  pair.view[1]!++;
}

export async function remember(dict: DictProxy<string, number>, key: string): Promise<void> {
  await dict.set(key, (await dict.get(key) ?? 0) + 1);
}

/** Waits for a condition that the service notifies. */
export function waitFor(condition: Condition): boolean {
  using _ = condition.holdSync();
  return condition.waitSync({ timeout: 1000 });
}
