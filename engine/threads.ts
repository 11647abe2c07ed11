/**
 * Importing this lets pools, executors and processes run in worker threads, where the runtime has them.
 *
 * @module
 */
import "./backend/thread/use_threads.ts";
import "./process/start_thread.ts";
