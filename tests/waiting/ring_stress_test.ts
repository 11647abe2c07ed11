import "../../engine/memory/use_shared_memory.ts";
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { thread } from "../../engine/memory/thread.ts";
import { BLOCKED, NO_ROOM } from "../../engine/core/layout.ts";
import { inWorker } from "../support/engine_workers.ts";
import { consume, produce } from "./fixtures/rings.ts";

const RING = 250;
const END = 1 << 28;
const FIXTURES = import.meta.resolve("./fixtures/rings.ts");

describe("push() and pop()", () => {
  it("pass values on in order, and refuse when the ring is full or empty", () => {
    const { core } = thread();
    core.openRing(RING, 4);
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 4; i++) assertEquals(core.push(RING, i), 0);
      assertEquals(core.push(RING, 4), NO_ROOM);
      for (let i = 0; i < 4; i++) assertEquals(core.pop(RING), i);
      assertEquals(core.pop(RING), BLOCKED);
    }
  });

  for (const manner of ["sync", "async"] as const) {
    for (const capacity of [2, 1024]) {
      it(`two producers and two ${manner} consumers: each value once, in its producer's order, capacity ${capacity}`, async () => {
        const { core } = thread();
        const count = capacity === 2 ? 20_000 : 100_000;
        core.openRing(RING, capacity);
        const consumers = [0, 1].map(() => inWorker(FIXTURES, consume, RING, END, manner));
        await Promise.all([0, 1].map((producer) => inWorker(FIXTURES, produce, RING, producer, count)));
        for (const _ of consumers) while (core.push(RING, END) === NO_ROOM);
        const taken = await Promise.all(consumers);
        assertEquals(taken[0]!.length + taken[1]!.length, 2 * count);
        for (const producer of [0, 1]) {
          const own = taken.map((values) => values.filter((value) => value >> 20 === producer));
          for (const values of own) assert(values.every((value, i) => i === 0 || value > values[i - 1]!));
          assertEquals(new Set([...own[0]!, ...own[1]!]).size, count);
        }
      });
    }
  }
});
