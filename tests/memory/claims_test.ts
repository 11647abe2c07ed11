import "../../engine/memory/use_shared_memory.ts";
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { slotField } from "../support/control_words.ts";
import { thread } from "../../engine/memory/thread.ts";
import * as layout from "../../engine/core/layout.ts";
import { engineCounts } from "../support/engine_counts.ts";

const word = (slot: number, field: number) => thread().words[slotField(slot, field) >> 2];

describe("slots and rings", () => {
  it("are claimed low numbers first, those of killed threads last, until there are no more", () => {
    const { core } = thread();
    const claim = (count: number) => Array.from({ length: count }, () => core.claimSlot());
    assertEquals(claim(3), [1, 2, 3]);
    assertEquals([word(2, layout.SLOT_STATE), word(2, layout.SLOT_PARENT)], [layout.STATE_STARTING, 0]);
    core.reap(2, 0, 1);
    assertEquals(claim(1), [2]);
    core.reap(3, 1, 1);
    core.reap(1, 1, 1);
    const rest = Array.from({ length: layout.SLOT_COUNT - 4 }, (_, index) => index + 4);
    assertEquals(claim(rest.length + 3), [...rest, 3, 1, layout.NO_ROOM]);
    // A serial is a count, which may have come around.
    const since = layout.FIRST_COUNT;
    const serials = [2, ...rest, 3, 1].map((slot) => (word(slot, layout.SLOT_SERIAL)! - since) >>> 0);
    assertEquals(serials, serials.toSorted((a, b) => a - b));
    assertEquals(new Set(serials).size, serials.length);

    // What has been reaped for a report is nobody's until that has been read.
    core.reap(7, 0, 0);
    assertEquals([word(7, layout.SLOT_STATE), core.claimSlot()], [layout.STATE_ENDED, layout.NO_ROOM]);
    core.freeSlot(7);
    assertEquals(core.claimSlot(), 7);
    for (let slot = 1; slot < layout.SLOT_COUNT; slot++) core.reap(slot, 0, 1);
    assertEquals(engineCounts().slots, 1);
  });

  it("belong to a thread: its rings are free once it has been reaped", () => {
    const { core } = thread();
    const own = Array.from({ length: 3 }, () => core.claimRing());
    assertEquals(own, [0, 1, 2].map((index) => layout.POOL_RINGS + index));
    core.freeRing(own[1]!);
    assertEquals(core.claimRing(), own[1]);
    const all = Array.from({ length: layout.POOL_RING_COUNT - 3 }, () => core.claimRing());
    assertEquals([new Set([...own, ...all]).size, core.claimRing()], [
      layout.POOL_RING_COUNT,
      layout.NO_ROOM,
    ]);
    for (const ring of [...own, ...all]) core.freeRing(ring);
    // As if the thread with slot 5 had it.
    thread().words[layout.RING_OWNERS >> 2] = 5 + 1;
    core.reap(core.claimSlot(), 0, 1);
    assertEquals(engineCounts().rings, 1);
    core.reap(5, 0, 1);
    assertEquals(engineCounts().rings, 0);
  });
});
