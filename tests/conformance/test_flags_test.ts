import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestFlags", ({ notApplicable }) => {
  notApplicable(
    "test_flags",
    "A process is a thread of the same program: it has the flags and permissions that this was started with",
  );
});
