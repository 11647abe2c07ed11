/**
 * Importing this lets pools and executors run in threads.
 *
 * @module
 */
import { assertNotBootstrapping } from "../../worker/assert_not_bootstrapping.ts";
import { setThreadBackend } from "../open_backend.ts";
import { ThreadBackend } from "./thread_backend.ts";

setThreadBackend((doing, options) => {
  assertNotBootstrapping(doing);
  return new ThreadBackend(options);
});
