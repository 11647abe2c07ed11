import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestCloseFds", ({ notApplicable }) => {
  notApplicable("test_closefd", "Threads share the program's files: there is nothing to close in a process");
});
