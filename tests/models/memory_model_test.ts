/** The allocator and a simple model of it, with workers that are killed while they allocate. */
import "../../engine/memory/use_shared_memory.ts";
import { assert, assertEquals } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { BLOCK_ALIGNMENT, STALE } from "../../engine/core/layout.ts";
import { heldRecord, recordGeneration, recordStart } from "../../engine/memory/records.ts";
import { thread } from "../../engine/memory/thread.ts";
import { Pool } from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { until } from "../support/until.ts";
import { checkModel, command, kills, type Step } from "./check_model.ts";
import { killed, users } from "./kill.ts";

interface Block {
  readonly start: number;
  readonly bytes: number;
  readonly holds: number[];
}

interface Model {
  readonly blocks: Block[];
  /** Bytes that were in use before. */
  readonly usedBytes: number;
}

type Real = ReturnType<typeof thread>["core"];

/** Bytes that a block of that size takes. */
function taken(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / BLOCK_ALIGNMENT)) * BLOCK_ALIGNMENT;
}

function assertAlike({ blocks, usedBytes }: Model): void {
  assertEquals(checkHeap().usedBytes, usedBytes + blocks.reduce((sum, { bytes }) => sum + taken(bytes), 0));
  const sorted = [...blocks].sort((a, b) => a.start - b.start);
  for (const [index, { start }] of sorted.entries()) {
    const before = sorted[index - 1];
    assert(before === undefined || before.start + taken(before.bytes) <= start, "two blocks overlap");
  }
}

const size = fc.oneof(fc.nat(64), fc.nat(5000), fc.nat(1 << 20));
const place = fc.nat(1000);

const alloc = command(size, (bytes): Step<Model, Real> => ({
  name: "alloc",
  run: (model, core) => {
    const hold = core.alloc(bytes);
    assert(hold > 0);
    model.blocks.push({ start: recordStart(heldRecord(hold)), bytes, holds: [hold] });
    assertAlike(model);
  },
}));

const release = command(place, (index): Step<Model, Real> => ({
  name: "release",
  can: ({ blocks }) => blocks.length > 0,
  run: (model, core) => {
    const at = index % model.blocks.length;
    const { holds } = model.blocks[at]!;
    const hold = holds.pop()!;
    if (holds.length === 0) model.blocks.splice(at, 1);
    assertEquals(core.release(hold), 0);
    if (holds.length === 0) assertEquals(core.release(hold), STALE);
    assertAlike(model);
  },
}));

const commands = [
  alloc,
  alloc,
  alloc,
  release,
  release,
  command(place, (index): Step<Model, Real> => ({
    name: "hold",
    can: ({ blocks }) => blocks.length > 0,
    run: (model, core) => {
      const { holds } = model.blocks[index % model.blocks.length]!;
      const record = heldRecord(holds[0]!);
      const further = core.hold(record, recordGeneration(record), -1);
      assert(further > 0);
      holds.push(further);
      assertAlike(model);
    },
  })),
  command(fc.nat(6), (turns): Step<Model, Real> => ({
    name: "a worker is killed that allocates",
    run: async (model) => {
      await killed(pool, turns, users.allocate);
      // What it had is given back once its death is proven, and what the call took, when it has ended.
      await until(() => checkHeap().usedBytes <= model.usedBytes + sizeOf(model));
      assertAlike(model);
    },
  })),
];

function sizeOf({ blocks }: Model): number {
  return blocks.reduce((sum, { bytes }) => sum + taken(bytes), 0);
}

let pool: Pool;

describe("The allocator", { sanitizeOps: false, sanitizeResources: false }, () => {
  beforeAll(async () => {
    pool = new Pool(1);
    // What stays from the first task on is there before the first model.
    await killed(pool, 0, users.allocate);
  });
  afterAll(() => pool.terminate());

  it("is as its model, whoever is killed in the middle of it", async () => {
    const before = kills.count;
    await checkModel<Model, Real>(
      "allocator",
      20,
      commands,
      () => ({ model: { blocks: [], usedBytes: checkHeap().usedBytes }, real: thread().core }),
      ({ blocks, usedBytes }, core) => {
        for (const hold of blocks.flatMap(({ holds }) => holds)) core.release(hold);
        assertEquals(checkHeap().usedBytes, usedBytes);
      },
    );
    assert(kills.count > before);
  });
});
