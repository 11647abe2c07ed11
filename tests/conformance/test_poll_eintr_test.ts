import { assertEquals } from "@std/assert";
import { Process } from "../../mod.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "_TestPollEintr", ({ same }) => {
  same("test_poll_eintr", async () => {
    const { promise: signalled, resolve } = Promise.withResolvers<void>();
    Deno.addSignalListener("SIGUSR1", resolve);
    // A listener for signals does not keep a program running.
    const alive = setInterval(() => {}, 1000);
    try {
      const process = new Process({ target: (pid: number) => Deno.kill(pid, "SIGUSR1"), args: [Deno.pid] });
      process.start();
      process.joinSync();
      await process.join();
      await signalled;
      assertEquals(process.exitCode, 0);
    } finally {
      clearInterval(alive);
      Deno.removeSignalListener("SIGUSR1", resolve);
    }
  });
});
