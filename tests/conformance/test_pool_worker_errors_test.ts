import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { importTasks, Pool, TransferError } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/pools.ts");
const { raise, squareWithPid, unsendableResult } = importTasks<typeof import("./fixtures/pools.ts")>(
  FIXTURES,
);

suite("_test_multiprocessing", "_TestPoolWorkerErrors", ({ same, better }) => {
  same("test_async_error_callback", async () => {
    const pool = new Pool(2);
    const errors: unknown[] = [];
    const result = pool.applyAsync(raise, [], { errorCallback: (error) => errors.push(error) });
    const error = await assertRejects(() => result.get(), RangeError, "123");
    assertEquals(errors.length, 1);
    assert(errors[0] === error);
    pool.close();
    await pool.join();
  });

  better(
    "test_unpickleable_result",
    "the `TransferError` names the path to what cannot be sent, and the reason",
    async () => {
      const pool = new Pool(1);
      const [, pid] = await pool.apply(squareWithPid, [1]);
      for (let round = 0; round < 20; round++) {
        const errors: unknown[] = [];
        const result = pool.applyAsync(unsendableResult, [], {
          errorCallback: (error) => errors.push(error),
        });
        await assertRejects(() => result.get(), TransferError, "answer");
        assertInstanceOf(errors[0], TransferError);
      }
      assertEquals(await pool.apply(squareWithPid, [2]), [4, pid]);
      pool.close();
      await pool.join();
    },
  );
});
