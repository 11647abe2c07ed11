/** Calls of a manager while the shared memory is full: they end, by an answer or by an error that says so. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Manager, OutOfMemoryError, TransferError } from "../../mod.ts";
import { fillMemory, fillTables } from "../faults/matrix/room.ts";

const LARGE = "x".repeat(10_000);

describe("A manager's server without room", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("tells a caller whose answer needs a block that there is none, and goes on", async () => {
    await using manager = new Manager();
    using list = await manager.list([LARGE, "short"]);
    await list.at(0);
    {
      using full = fillMemory();
      full.check();
      await assertRejects(() => list.at(0), OutOfMemoryError, "Cannot answer as the shared memory");
      assertEquals(await list.at(1), "short");
      const error = await assertRejects(() => list.callMethod("remove", ["neither"])) as Error;
      assert(error instanceof OutOfMemoryError || error instanceof RangeError, `${error}`);
    }
    assertEquals(await list.at(0), LARGE);
    assertEquals(list.atSync(0), LARGE);
  });

  it("does so in another thread's form that blocks", async () => {
    await using manager = new Manager();
    using list = await manager.list([LARGE]);
    list.atSync(0);
    using full = fillMemory();
    full.check();
    let error: unknown;
    try {
      list.atSync(0);
    } catch (thrown) {
      error = thrown;
    }
    assert(error instanceof OutOfMemoryError, `${error}`);
  });

  it("tells a caller for whose object there is none", async () => {
    await using manager = await Manager.serve({ address: ["127.0.0.1", 0] });
    using first = await manager.Lock();
    await first.locked();
    {
      using full = fillTables();
      full.check();
      const error = await assertRejects(() => manager.Lock(), TransferError) as Error;
      assert(error.cause instanceof OutOfMemoryError, `${error.cause}`);
    }
    using lock = await manager.Lock();
    assertEquals(await lock.acquire(), true);
  });
});
