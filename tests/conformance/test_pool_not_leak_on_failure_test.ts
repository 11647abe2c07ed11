import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Pool, ProcessError, TransferError } from "../../mod.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestPoolNotLeakOnFailure", ({ better }) => {
  better(
    "test_release_unused_processes",
    "a pool is not created before all that it needs is checked; workers start when there is work, and those that cannot leave nothing",
    async () => {
      const { slots, rings } = engineCounts();
      assertThrows(
        () => new Pool({ processes: 5, initializer: () => {}, initArgs: [() => {}] }),
        TransferError,
      );
      const fail = () => {
        throw new RangeError("no worker can start");
      };
      const pool = new Pool({ processes: 5, initializer: fail });
      await assertRejects(
        () => pool.map((n: number) => n, [1, 2, 3, 4, 5]),
        ProcessError,
        "no worker can start",
      );
      await pool.terminate();
      await pool.join();
      const after = engineCounts();
      assertEquals([after.slots, after.rings], [slots, rings]);
    },
  );
});
