/** All programs that are played. */
import { BARRIER_PLAYS } from "./programs/barrier.ts";
import { CONDITION_PLAYS } from "./programs/condition.ts";
import { HEAP_LOCK_PLAYS, HOLDS_PLAYS } from "./programs/holds.ts";
import { LOCK_PLAYS } from "./programs/lock.ts";
import { QUEUE_PLAYS } from "./programs/queue.ts";
import { RING_PLAYS } from "./programs/ring.ts";
import { WAITING_PLAYS } from "./programs/waiting.ts";
import type { Play } from "./stage.ts";

export const PLAYS: readonly Play[] = [
  ...QUEUE_PLAYS,
  ...LOCK_PLAYS,
  ...CONDITION_PLAYS,
  ...BARRIER_PLAYS,
  ...RING_PLAYS,
  ...HOLDS_PLAYS,
  ...HEAP_LOCK_PLAYS,
  ...WAITING_PLAYS,
];
