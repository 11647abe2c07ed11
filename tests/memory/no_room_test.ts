/** What an error says when the memory, or a table of the engine, has no room. */
import { largestGap } from "../../engine/memory/records.ts";
import "../../engine/memory/use_shared_memory.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { NO_ROOM, OBJECT_COUNT, RECORD_COUNT } from "../../engine/core/layout.ts";
import { OutOfMemoryError } from "../../engine/errors/system_errors.ts";
import { Handle } from "../../engine/memory/handle.ts";
import { thread } from "../../engine/memory/thread.ts";
import { checkHeap } from "../support/check_heap.ts";

const MIB = 2 ** 20;

describe("a block that finds no room", () => {
  it("is told the largest free block, which may be smaller than what is free", () => {
    const { core } = thread();
    const before = checkHeap();
    const most = core.alloc(largestGap() - 2 * MIB);
    const parts = Array.from({ length: 4 }, () => core.alloc(MIB / 2));
    assertEquals(largestGap(), 0);
    core.release(parts[1]!);
    core.release(parts[3]!);
    assertEquals(largestGap(), MIB / 2);
    assertThrows(
      () => Handle.block(MIB, "a block"),
      OutOfMemoryError,
      `Cannot create a block of ${MIB} bytes: `,
    );
    assertThrows(
      () => Handle.block(MIB, "a block"),
      OutOfMemoryError,
      `the largest free block has ${MIB / 2};`,
    );
    Handle.block(MIB / 2, "a block")[Symbol.dispose]();
    core.release(parts[2]!);
    assertEquals(largestGap(), 3 * MIB / 2);
    for (const hold of [parts[0]!, most]) core.release(hold);
    assertEquals(checkHeap(), before);
  });

  for (
    const [what, count, take] of [
      ["blocks and objects", RECORD_COUNT, () => thread().core.alloc(1)],
      ["objects", OBJECT_COUNT, () => thread().core.create(1, 0, 0)],
    ] as const
  ) {
    it(`is told which table is full, and its size: ${what}`, () => {
      const holds: number[] = [];
      let hold = take();
      for (; hold >= 0; hold = take()) holds.push(hold);
      assertEquals([hold, holds.length > count - 10], [NO_ROOM, true]);
      const create = what === "objects" ? () => Handle.object(1, "a lock") : () => Handle.block(1, "a lock");
      assertThrows(
        create,
        OutOfMemoryError,
        `Cannot create a lock: all ${count} ${what} that there can be are in use`,
      );
      for (const hold of holds) thread().core.release(hold);
      create()[Symbol.dispose]();
    });
  }
});
