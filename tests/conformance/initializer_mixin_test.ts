import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { BrokenExecutorError, Executor } from "../../mod.ts";
import { suite } from "./conform.ts";

const status = () => (globalThis as { status?: string }).status;

suite("test_concurrent_futures", "InitializerMixin", ({ same }) => {
  same("test_initializer", async () => {
    const initializer = (value: string) => void ((globalThis as { status?: string }).status = value);
    await using executor = new Executor({ maxWorkers: 2, initializer, initArgs: ["initialized"] });
    const futures = [executor.submit(status), executor.submit(status)];
    for (const future of futures) assertEquals(await future.result(), "initialized");
  });
});

suite("test_concurrent_futures", "FailingInitializerMixin", ({ better }) => {
  better(
    "test_initializer",
    "the error says what the initializer threw, and has it as its cause",
    async () => {
      const initializer = () => {
        throw new RangeError("error in initializer");
      };
      await using executor = new Executor({ maxWorkers: 2, initializer });
      const error = await assertRejects(() => executor.submit(status), BrokenExecutorError);
      assertStringIncludes(error.message, "error in initializer");
      assertThrows(() => executor.submit(status), BrokenExecutorError, "error in initializer");
    },
  );
});
