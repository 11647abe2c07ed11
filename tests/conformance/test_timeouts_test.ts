import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestTimeouts", ({ notApplicable }) => {
  notApplicable(
    "test_timeout",
    "There is no default timeout of sockets that could disturb what goes between processes, which uses no socket",
  );
});
