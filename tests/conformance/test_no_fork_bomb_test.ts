import { assertEquals, assertStringIncludes } from "@std/assert";
import { runFixture } from "../support/run_fixture.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestNoForkBomb", ({ better }) => {
  better(
    "test_noforkbomb",
    "The error has a class of its own, `BootstrapError`, and says which guard is missing",
    async () => {
      const { stdout, stderr } = await runFixture(new URL("./fixtures/fork_bomb.ts", import.meta.url));
      assertEquals(stdout, ["started", "1"]);
      assertStringIncludes(stderr, "BootstrapError: Cannot start process");
      assertStringIncludes(stderr, "if (import.meta.main)");
    },
  );
});
