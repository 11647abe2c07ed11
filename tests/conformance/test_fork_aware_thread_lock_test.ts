import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestForkAwareThreadLock", ({ notApplicable }) => {
  notApplicable("test_lock", "Nothing is forked, so no lock can be copied while it is held");
});
