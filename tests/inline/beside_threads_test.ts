/** `Sync` calls that wait for something without threads, in a program that has threads too. */
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Pool, Process, ProcessError } from "../../mod.ts";

describe("a Sync wait for an inline process that awaits something", () => {
  it("throws at once beside threads too, as none of them can end it", async () => {
    await using threads = new Pool({ processes: 1, backend: "thread" });
    await threads.run(() => {});
    const process = new Process({ target: () => new Promise(() => {}), backend: "inline" });
    process.start();
    assertThrows(
      () => process.joinSync(),
      ProcessError,
      "Cannot block until the process has ended as it awaits something",
    );
    process.joinSync(2);
    assertEquals(process.exitCode, null);
    process.terminate();
    process.joinSync();
    assertEquals(process.exitCode, -15);
  });
});
