/** Workers that are killed in the middle of what they do. */
import { assertEquals } from "@std/assert";
import { Event, importTasks, type Pool } from "../../mod.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { until } from "../support/until.ts";
import { kills } from "./check_model.ts";

export const users = importTasks<typeof import("./fixtures/users.ts")>(
  import.meta.resolve("./fixtures/users.ts"),
);

/** Has a worker do something, and kills it so many milliseconds after it has begun, or once `moment` has come. */
export async function killed<A extends unknown[]>(
  pool: Pool,
  moment: number | (() => Promise<void>),
  task: (...args: [...A, Event]) => unknown,
  ...args: A
): Promise<void> {
  using begun = new Event();
  const before = engineCounts().slots;
  const controller = new AbortController();
  const running = (pool.apply as (...args: unknown[]) => Promise<unknown>)(task, [...args, begun], {
    signal: controller.signal,
  });
  const outcome = running.catch((error) => `${error}`);
  await Promise.race([begun.wait(), running.catch(() => {})]);
  await (typeof moment === "number" ? turns(moment) : moment());
  controller.abort(new Error("killed"));
  assertEquals(await outcome, "Error: killed");
  kills.count++;
  // Its slot, and with it what it held, is given back a moment later.
  await until(() => engineCounts().slots <= before);
}

/** Lets so many milliseconds, or a little more, go by. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve));
}
