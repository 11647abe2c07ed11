import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestInternalDecorators", ({ notApplicable }) => {
  notApplicable("test_only_run_in_spawn_testsuite", "It tests a decorator of Python's tests");
  notApplicable("test_only_run_in_forkserver_testsuite", "It tests a decorator of Python's tests");
});
