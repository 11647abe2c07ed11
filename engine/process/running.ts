import { ThreadLocal } from "../memory/thread_local.ts";
import type { Process } from "./process_class.ts";

const current = new ThreadLocal<Set<Process>>("running", () => new Set());

/** The processes that this thread has started and that have not been seen to end. */
export function startedChildren(): Set<Process> {
  return current.get();
}
