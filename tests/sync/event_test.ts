import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Event, Queue, SharedArray } from "../../mod.ts";
import { startWorker } from "../support/engine_workers.ts";
import { until } from "../support/until.ts";
import { waitAndCount } from "./fixtures/syncing.ts";

const FIXTURES = import.meta.resolve("./fixtures/syncing.ts");

describe("Event", () => {
  it("is clear at first, and set() and clear() do nothing twice", async () => {
    using event = new Event();
    assertEquals(event.isSet(), false);
    event.clear();
    assertEquals(await event.wait({ timeout: 0 }), false);
    assertEquals(event.waitSync({ timeout: 1 }), false);
    event.set();
    event.set();
    assertEquals([event.isSet(), event.waitSync(), await event.wait({ timeout: 0 })], [true, true, true]);
    event.clear();
    event.clear();
    assertEquals(event.isSet(), false);
  });

  it("set() wakes all that wait, in every thread, blocked or not", async () => {
    using event = new Event();
    using count = new SharedArray("i", 1);
    const workers = [1, 2, 3].map(() => startWorker(FIXTURES, waitAndCount, event, count).result);
    const here = [event.wait(), event.wait({ timeout: 60_000 })];
    await until(() => count.at(0) === 3);
    event.set();
    assertEquals(await Promise.all([...workers, ...here]), new Array(5).fill(true));
  });

  it("wakes who waited when it was set, although it was cleared at once", async () => {
    using event = new Event();
    const waiting = event.wait();
    event.set();
    event.clear();
    assertEquals(await waiting, true);
    assertEquals(await event.wait({ timeout: 1 }), false);
  });

  it("wait() sees that it is set although others here are still to be told", async () => {
    using event = new Event();
    const waiting = event.wait();
    event.set();
    assertEquals(await event.wait({ timeout: 0 }), true);
    assertEquals(await waiting, true);
  });

  it("travels inside a queue", async () => {
    using queue = new Queue<Event>();
    using event = new Event();
    await queue.put(event);
    using twin = await queue.get();
    twin.set();
    assert(event.isSet());
  });

  it("refuses bad options, and to be used after it was disposed of", async () => {
    const event = new Event();
    await assertRejects(() => event.wait({ timeout: -1 }), RangeError, "received -1");
    assertThrows(() => event.waitSync({ timeout: 0.5 }), RangeError, "looks like seconds");
    await assertRejects(() => event.wait({ block: true } as never), TypeError, "'block' is unknown");
    event[Symbol.dispose]();
    for (const use of [() => event.isSet(), () => event.set(), () => event.clear(), () => event.waitSync()]) {
      assertThrows(use, ReferenceError, "it has been disposed of");
    }
  });
});
