/** Initializers that hang. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { BrokenExecutorError, Event, Executor, Pool, PoolClosedError, TimeoutError } from "../../mod.ts";

const hang = () => new Promise(() => {});
const block = () => {
  while (true);
};

describe("an initializer that hangs", () => {
  for (const backend of ["thread", "inline"] as const) {
    it(`fails its pool after initTimeout (${backend})`, async () => {
      const pool = new Pool({ processes: 1, initializer: hang, initTimeout: 50, backend });
      const message = "the initializer did not end within its timeout: 50 ms";
      await assertRejects(() => pool.run(() => 1), BrokenExecutorError, message);
      await assertRejects(() => pool.run(() => 1), BrokenExecutorError, message);
      await pool.terminate();
    });

    it(`lets a call wait no longer than its timeout (${backend})`, async () => {
      const pool = new Pool({ processes: 1, initializer: hang, backend });
      const dropped = assertRejects(
        () => pool.apply(() => 1, [], { timeout: 50 }),
        TimeoutError,
        "as the initializer of its workers did not end within its timeout: 50 ms",
      );
      await dropped;
      await pool.terminate();
    });

    it(`is none if it only takes its time (${backend})`, async () => {
      const initializer = () => new Promise((resolve) => setTimeout(resolve, 50, "ready"));
      await using pool = new Pool({ processes: 2, initializer, initTimeout: 20_000, backend });
      const results = await pool.map((n: number) => n + 1, [1, 2, 3], { timeout: 20_000 });
      assertEquals(results, [2, 3, 4]);
    });
  }

  it("leaves no timer behind when its pool is terminated first", async () => {
    const pool = new Pool({ processes: 1, initializer: hang, initTimeout: 1e9, backend: "inline" });
    const lost = assertRejects(() => pool.run(() => 1), PoolClosedError);
    await new Promise((resolve) => setTimeout(resolve));
    await pool.terminate();
    await lost;
  });

  it("is stopped if it computes for ever, in an executor too", async () => {
    const executor = new Executor({ maxWorkers: 1, initializer: block, initTimeout: 50 });
    await assertRejects(
      async () => await executor.submit(() => 1),
      BrokenExecutorError,
      "within its timeout",
    );
    await executor.shutdown();
  });

  it("is noticed by a call that blocks", async () => {
    const broken = new Pool({ processes: 1, initializer: block, initTimeout: 50 });
    assertThrows(() => broken.applySync(() => 1), BrokenExecutorError, "within its timeout");
    await broken.terminate();
    const pool = new Pool({ processes: 1, initializer: hang });
    assertThrows(() => pool.applySync(() => 1, [], { timeout: 50 }), TimeoutError, "did not end within");
    await pool.terminate();
  });

  it("does not count for tasks that wait while a worker runs another", async () => {
    using isSet = new Event();
    await using pool = new Pool({ processes: 1, initializer: () => {} });
    await pool.run(() => {}); // The worker is there.
    const first = pool.run((event: Event) => event.waitSync(), isSet);
    const second = pool.apply(() => 2, [], { timeout: 30 });
    // A call without a timeout, and with one that is over meanwhile: both wait for the worker.
    setTimeout(() => isSet.set(), 200);
    assertEquals(await Promise.all([first, second]), [true, 2]);
  });

  it("has a limit that is checked", () => {
    assertThrows(() => new Pool({ initTimeout: -1 }), RangeError, "'initTimeout' must be 0 or more");
    assertThrows(
      () => new Executor({ initTimeout: "1" as never }),
      TypeError,
      "'initTimeout' must be a number",
    );
  });
});
