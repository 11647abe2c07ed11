/**
 * Importing this lets pools, executors and processes run in worker threads, where the runtime has them.
 *
 * @module
 */
import "./memory/use_shared_memory.ts";
import "./backend/thread/use_threads.ts";
import "./process/start_thread.ts";
