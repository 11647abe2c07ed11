import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  RLock,
  Semaphore,
  type SyncObject,
} from "../../mod.ts";

describe("SyncObject.toString()", () => {
  it("tells what the object is and how it stands, on the console too", async () => {
    const lock = new Lock(), event = new Event(), barrier = new Barrier(3);
    const semaphores = [new Semaphore(4), new BoundedSemaphore(2)] as const;
    const locks = [lock, new RLock(), new Condition()];
    const expectAll = (...standings: [SyncObject, string][]) => {
      for (const [object, standing] of standings) {
        assertMatch(`${object}`, new RegExp(`^<${object.constructor.name} at 0x[0-9a-f]+ ${standing}>$`));
        assertEquals(Deno.inspect(object), `${object}`);
      }
    };
    expectAll([event, "unset"], [barrier, "waiting=0/3"], [semaphores[0], "value=4"]);
    expectAll([semaphores[1], "value=2"], ...locks.map((each) => [each, "unlocked"] as [SyncObject, string]));
    event.set();
    for (const each of [...locks, ...semaphores]) await each.acquire();
    const waiting = barrier.wait().catch(() => {});
    expectAll([event, "set"], [barrier, "waiting=1/3"], [semaphores[0], "value=3"], [
      semaphores[1],
      "value=1",
    ]);
    expectAll(...locks.map((each) => [each, "locked"] as [SyncObject, string]));
    barrier.abort();
    await waiting;
    expectAll([barrier, "broken"]);
    for (const each of [lock, event, barrier]) {
      each[Symbol.dispose]();
      expectAll([each, "disposed"]);
    }
  });
});
