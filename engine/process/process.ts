/**
 * `Process`, with what starting one without threads takes. Workers load the class alone; `thread_process.ts` adds threads.
 *
 * @module
 */
import "./inline_process.ts";

export { Process, type ProcessIdentity } from "./process_class.ts";
