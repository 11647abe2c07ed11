import "../../engine/memory/use_shared_memory.ts";
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { heldRecord, recordGeneration, recordStart } from "../../engine/memory/records.ts";
import { thread } from "../../engine/memory/thread.ts";
import { KIND_LOCK, NO_ROOM, OBJECT_COUNT, STALE } from "../../engine/core/layout.ts";
import { checkHeap, highWater } from "../support/check_heap.ts";
import { Random, withSeed } from "../support/random.ts";
import { stress } from "./fixtures/allocator_stress.ts";

describe("alloc() and release()", () => {
  it("keep the heap consistent through random sizes and orders", () =>
    withSeed((seed) => {
      const { core } = thread();
      const random = new Random(seed);
      const before = checkHeap();
      let held: number[] = [];
      for (let step = 0; step < 4000; step++) {
        if (held.length === 0 || random.below(100) < 55) {
          const hold = core.alloc(random.below(1 << random.below(16)));
          assert(hold > 0);
          held.push(hold);
        } else {
          const [hold] = held.splice(random.below(held.length), 1);
          assertEquals(core.release(hold!), 0);
        }
        if (step % 100 === 0) checkHeap();
      }
      for (const hold of held) core.release(hold);
      held = [];
      assertEquals(checkHeap(), before);
    }));

  it("align blocks to 16 bytes and give the smallest sizes blocks of their own", () => {
    const { core } = thread();
    const holds = [0, 1, 15, 16, 17].map((bytes) => core.alloc(bytes));
    const starts = holds.map((hold) => recordStart(heldRecord(hold)));
    assert(starts.every((start) => start % 16 === 0));
    assertEquals(new Set(starts).size, 5);
    for (const hold of holds) core.release(hold);
  });

  it("merge freed neighbours, so that a larger block fits where they were", () => {
    const { core } = thread();
    const holds = [1000, 1000, 1000, 16].map((bytes) => core.alloc(bytes));
    const start = recordStart(heldRecord(holds[0]!));
    const used = highWater();
    for (const i of [0, 2, 1]) core.release(holds[i]!);
    const larger = core.alloc(3000);
    assertEquals(recordStart(heldRecord(larger)), start);
    assertEquals(highWater(), used);
    for (const hold of [larger, holds[3]!]) core.release(hold);
    checkHeap();
  });

  it("refuse what is no hold of this thread, and a hold that has ended", () => {
    const { core } = thread();
    const hold = core.alloc(64);
    assertEquals(core.release(0), STALE);
    assertEquals(core.release(hold + 1000), STALE);
    assertEquals(core.release(hold), 0);
    assertEquals(core.release(hold), STALE);
    checkHeap();
  });
});

describe("hold()", () => {
  it("keeps a block until its last holder lets go, and makes older references stale then", () => {
    const { core } = thread();
    const first = core.alloc(64);
    const record = heldRecord(first);
    const generation = recordGeneration(record);
    const second = core.hold(record, generation, -1);
    core.release(first);
    assertEquals(recordGeneration(record), generation);
    core.release(second);
    assertEquals(core.hold(record, generation, -1), STALE);
  });

  it("frees what a block alone held with the block, however deep", () => {
    const { core } = thread();
    const before = checkHeap();
    let outer = core.alloc(16);
    for (let depth = 0; depth < 10_000; depth++) {
      const inner = heldRecord(outer);
      const next = core.alloc(16);
      core.hold(inner, recordGeneration(inner), heldRecord(next));
      core.release(outer);
      outer = next;
    }
    core.release(outer);
    assertEquals(checkHeap(), before);
  });
});

describe("create()", () => {
  it("refuses an object when the table is full, and finds room once one is freed", () => {
    const { core } = thread();
    const holds: number[] = [];
    let hold: number;
    while ((hold = core.create(KIND_LOCK, 0, 0)) > 0) holds.push(hold);
    assertEquals(hold, NO_ROOM);
    assertEquals(holds.length, OBJECT_COUNT);
    core.release(holds.pop()!);
    holds.push(core.create(KIND_LOCK, 0, 0));
    assert(holds.at(-1)! > 0);
    for (const hold of holds) core.release(hold);
  });
});

describe("taint()", () => {
  it("retires a block instead of using it again", () => {
    const { core } = thread();
    const before = checkHeap();
    const hold = core.alloc(4096);
    const record = heldRecord(hold);
    core.taint(record, recordGeneration(record));
    core.release(hold);
    assertEquals(checkHeap().retiredBytes, before.retiredBytes + 4096);
  });
});

describe("alloc() and release() in four threads", () => {
  it("never overlap, leak nothing and use freed space again", () => withSeed((seed) => stress(seed)));

  it("do so in a memory of 64 MiB", async () => {
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", new URL("./fixtures/allocator_stress.ts", import.meta.url).href],
      env: { MULTICORE_MEMORY: "64MiB" },
    }).output();
    const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert(success, output);
    assert(output.includes(`${64 * 1024 ** 2} bytes of memory`), output);
  });
});
