/**
 * Importing this lets pools, executors and processes run in worker threads, where the runtime has them.
 *
 * @module
 */
import "./memory/use_shared_memory.ts";
import "./process/thread_process.ts";
import { assertNotBootstrapping } from "./threads/start_thread.ts";
import { setThreadBackend } from "./backend/open_backend.ts";
import { ThreadBackend } from "./backend/thread/thread_backend.ts";

/**
 * Importing this lets pools and executors run in threads.
 *
 * @module
 */

setThreadBackend((doing, options) => {
  assertNotBootstrapping(doing);
  return new ThreadBackend(options);
});
