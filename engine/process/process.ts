/**
 * `Process`, with what starting one without threads takes. Workers load the class alone; `start_thread.ts` adds threads.
 *
 * @module
 */
import "./start_inline.ts";

export { type ProcessIdentity, Process } from "./process_class.ts";
