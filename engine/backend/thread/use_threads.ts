/**
 * Importing this lets pools and executors run in threads.
 *
 * @module
 */
import { setThreadBackend } from "../open_backend.ts";
import { ThreadBackend } from "./thread_backend.ts";

setThreadBackend((options) => new ThreadBackend(options));
