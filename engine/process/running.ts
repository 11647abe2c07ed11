import type { Process } from "./process_class.ts";

/** The processes that this thread has started and that have not been seen to end. */
export const running: Set<Process> = new Set();
