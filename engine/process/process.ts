/**
 * `Process`, with all that starting one takes. Workers load the class alone.
 *
 * @module
 */
import "./start_process.ts";

export { type Identity, Process } from "./process_class.ts";
