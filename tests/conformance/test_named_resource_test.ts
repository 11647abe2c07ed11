import { assertEquals } from "@std/assert";
import { runFixture } from "../support/run_fixture.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestNamedResource", ({ same }) => {
  same("test_global_named_resource_spawn", async () => {
    const { stdout, stderr } = await runFixture(new URL("./fixtures/program.ts", import.meta.url), ["lock"]);
    assertEquals({ stdout, stderr }, { stdout: ["has the lock", "0"], stderr: "" });
  });
});
