import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestResourceTracker", ({ notApplicable }) => {
  notApplicable(
    "test_resource_tracker",
    "No resource outlives the program: shared memory, locks and names are its own memory, which needs no tracker",
  );
  notApplicable(
    "test_resource_tracker_sigint",
    "No resource outlives the program: shared memory, locks and names are its own memory, which needs no tracker",
  );
  notApplicable(
    "test_resource_tracker_sigterm",
    "No resource outlives the program: shared memory, locks and names are its own memory, which needs no tracker",
  );
  notApplicable(
    "test_resource_tracker_sigkill",
    "No resource outlives the program: shared memory, locks and names are its own memory, which needs no tracker",
  );
  notApplicable(
    "test_resource_tracker_reused",
    "No resource outlives the program: shared memory, locks and names are its own memory, which needs no tracker",
  );
  notApplicable(
    "test_too_long_name_resource",
    "No resource outlives the program: shared memory, locks and names are its own memory, which needs no tracker",
  );
});
