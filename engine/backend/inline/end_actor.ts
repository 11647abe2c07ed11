import { doorbell } from "../../atomics/doorbell.ts";
import type { Actor } from "../../memory/actor.ts";

/** Ends an inline worker or process: what it waits for does not come any more, and its locks are given back. */
export function endActor(actor: Actor, how: "in order" | "killed"): void {
  doorbell().giveUp(actor);
  actor.end(how);
}
