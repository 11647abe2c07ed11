import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestIgnoreEINTR", ({ notApplicable }) => {
  notApplicable("test_ignore", "Signals go to the main thread's event loop and interrupt no wait");
  notApplicable("test_ignore_listener", "Signals go to the main thread's event loop and interrupt no wait");
});
