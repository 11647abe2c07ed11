import { assertEquals } from "@std/assert";
import { Process, SimpleQueue } from "../../mod.ts";
import { suite } from "./conform.ts";
import { poolInProcess } from "./fixtures/program.ts";
import { queueInProcess } from "./fixtures/queue_in_process.ts";

suite("_test_multiprocessing", "TestStdinBadfiledescriptor", ({ same, better, notApplicable }) => {
  same("test_queue_in_process", async () => {
    const answers = new SimpleQueue<string>();
    const process = new Process({ target: queueInProcess, args: [answers] });
    process.start();
    await process.join();
    assertEquals([process.exitCode, await answers.get()], [0, "through a queue of its own"]);
  });

  better(
    "test_pool_in_process",
    "Also in a daemon, which may have children here",
    async () => {
      const answers = new SimpleQueue<number[]>();
      const process = new Process({ target: poolInProcess, args: [answers], daemon: true });
      process.start();
      await process.join();
      assertEquals([process.exitCode, await answers.get()], [0, [1, 4, 9]]);
    },
  );

  notApplicable(
    "test_flushing",
    "What is written to the console is not kept in a buffer that a fork would copy",
  );
});
