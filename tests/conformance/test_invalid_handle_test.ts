import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestInvalidHandle", ({ notApplicable }) => {
  notApplicable(
    "test_invalid_handles",
    "A connection is made by `Pipe`, `Listener` or `Client` only, never from a handle's number",
  );
});
