/** The pool of a manager. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { importTasks, Manager, type PoolProxy, Process, TimeoutError, TransferError } from "../../mod.ts";

const tasks = importTasks<typeof import("./fixtures/pool_tasks.ts")>(
  import.meta.resolve("./fixtures/pool_tasks.ts"),
);

describe("manager.Pool()", () => {
  it("runs what a pool runs", async () => {
    await using manager = new Manager();
    await using pool = await manager.Pool({
      processes: 2,
      initializer: (base: number) => void ((globalThis as { base?: number }).base = base),
      initArgs: [10],
    });
    assertEquals([`${pool}`, await pool.processes], ["<Proxy of Pool 1>", 2]);
    const addBase = (n: number) => (globalThis as { base?: number }).base! + n;
    assertEquals([await pool.map(addBase, [1, 2, 3]), await pool.map(tasks.scale, [1, 2])], [[11, 12, 13], [
      7,
      14,
    ]]);
    assertEquals(
      await pool.starmap((a: number, b: number) => a * b, new Set([[1, 2] as const, [3, 4] as const])),
      [
        2,
        12,
      ],
    );
    assertEquals([await pool.apply((text: string) => text + "!", ["hey"]), pool.applySync(() => 2)], [
      "hey!",
      2,
    ]);
    assertEquals(pool.mapSync((n: number) => -n, [1]), [-1]);
    assertEquals(await Array.fromAsync(await pool.imap(addBase, [1, 2])), [11, 12]);
    assertEquals((await Array.fromAsync(await pool.imapUnordered(addBase, [1, 2]))).sort(), [11, 12]);
    const later = await pool.mapAsync(addBase, [5]);
    await later.wait();
    assertEquals([await later.get(), await later.ready(), await later.successful()], [[15], true, true]);
    const failed = await pool.applyAsync(() => {
      throw new RangeError("bad");
    });
    await assertRejects(() => failed.get(), RangeError, "bad");
    await pool.close();
    await pool.join();
    await assertRejects(() => pool.apply(() => 1), Error, "not running");
  });

  it("is used by all threads that have its proxy", async () => {
    await using manager = new Manager();
    await using pool = await manager.Pool(1);
    const sums = await manager.list<number>();
    const work = async (pool: PoolProxy, sums: { append(n: number): Promise<void> }, n: number) => {
      for (const result of await pool.map((m: number) => m * m, [n, n + 1])) await sums.append(result);
    };
    const processes = [1, 3].map((n) => new Process({ target: work, args: [pool, sums, n] }));
    for (const process of processes) process.start();
    for (const process of processes) await process.join();
    assertEquals(processes.map(({ exitCode }) => exitCode), [0, 0]);
    assertEquals((await sums.slice()).sort((a, b) => a - b), [1, 4, 9, 16]);
  });

  it("stops what its caller gives up, and goes on", async () => {
    await using manager = new Manager();
    await using pool = await manager.Pool(1);
    const started = await manager.Event();
    const abort = new AbortController();
    const loops = pool.apply(
      (started: { set(): void }) => {
        started.set();
        for (;;);
      },
      [started],
      { signal: abort.signal },
    );
    await started.wait();
    abort.abort(new RangeError("enough"));
    await assertRejects(() => loops, RangeError, "enough");
    assertEquals(await pool.apply(() => 1), 1);
    const slow = () => {
      for (;;);
    };
    await assertRejects(() => pool.apply(slow, [], { timeout: 50 }), TimeoutError);
  });

  it("refuses functions that no pool takes, and says why", async () => {
    await using manager = new Manager();
    await using pool = await manager.Pool(1);
    const captured = 5;
    await assertRejects(() => pool.apply(() => captured), TransferError, 'captures "captured"');
    await assertRejects(() => pool.apply(5 as never), TypeError, "must be a function: received number");
    await assertRejects(() => pool.callMethod("apply", ["text"]), Error, "it is no function");
    await assertRejects(() => pool.apply(Math.max), TransferError);
    await assertRejects(() => manager.Pool({ processes: 0 }), RangeError, "at least 1");
    await assertRejects(
      () => manager.Pool({ initializer: () => captured }).then((p) => p.apply(() => 1)),
      Error,
    );
    assert(await pool.apply(() => true));
  });
});
