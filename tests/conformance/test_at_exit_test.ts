import { assertEquals } from "@std/assert";
import { Process, SimpleQueue } from "../../mod.ts";
import { suite } from "./conform.ts";
import { sayAtExit } from "./fixtures/at_exit.ts";

// It came to Python's tests with version 3.13.
suite("_test_multiprocessing", "_TestAtExit", ({ same }) => {
  same("test_atexit", async () => {
    const words = new SimpleQueue<string>();
    const process = new Process({ target: sayAtExit, args: [words] });
    process.start();
    await process.join();
    assertEquals([await words.get(), await words.get(), words.empty()], ["ends", "atexit", true]);
  });
});
