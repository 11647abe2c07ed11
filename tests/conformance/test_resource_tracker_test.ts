import { suite } from "./conform.ts";

const TESTS = [
  "test_resource_tracker",
  "test_resource_tracker_sigint",
  "test_resource_tracker_sigterm",
  "test_resource_tracker_sigkill",
  "test_resource_tracker_reused",
  "test_too_long_name_resource",
  "test_resource_tracker_exit_code",
  "test_resource_tracker_blocked_signals",
  "test_resource_tracker_fork_deadlock",
  "test_resource_tracker_mp_fork_reuse_and_prompt_reap",
  "test_resource_tracker_raw_fork_prompt_reap",
  "test_resource_tracker_lock_reinit_after_fork",
  "test_resource_tracker_safety_net_timeout",
];

suite("_test_multiprocessing", "TestResourceTracker", ({ notApplicable }) => {
  for (const test of TESTS) {
    notApplicable(
      test,
      "No resource outlives the program: shared memory, locks and names are its own memory, which needs no tracker",
    );
  }
});
