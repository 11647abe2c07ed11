import "../../engine/memory/use_shared_memory.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { OutOfMemoryError } from "../../engine/errors/system_errors.ts";
import { Handle } from "../../engine/memory/handle.ts";
import { thread } from "../../engine/memory/thread.ts";
import { KIND_LOCK, NO_MEMORY } from "../../engine/core/layout.ts";
import { checkHeap, highWater } from "../support/check_heap.ts";

describe("Handle", () => {
  it("block() gives zeroes where others have written before", () => {
    const { bytes } = thread();
    const first = Handle.block(1000, "a block");
    const start = first.address;
    bytes.fill(0xff, start, start + 1000);
    first[Symbol.dispose]();
    using second = Handle.block(1000, "a block");
    assertEquals(second.address, start);
    assert(bytes.subarray(start, start + 1000).every((byte) => byte === 0));
  });

  it("block() does not touch memory that was never used", () => {
    const { bytes } = thread();
    const unused = thread().bytes.length - highWater() - 1024 ** 2;
    const before = Deno.memoryUsage().rss;
    using block = Handle.block(Math.min(unused, 1024 ** 3), "a block");
    assert(Deno.memoryUsage().rss - before < 256 * 1024 ** 2);
    assertEquals(bytes[block.address], 0);
  });

  it("[Symbol.dispose]() lets go once, and what it named is stale then", () => {
    const before = checkHeap();
    const handle = Handle.block(64, "a block");
    const twin = Handle.adopt(handle, "a block");
    const borrowed = Handle.borrow(handle);
    handle[Symbol.dispose]();
    handle[Symbol.dispose]();
    assert(!handle.isLive && twin.isLive && borrowed.isLive);
    assertThrows(
      () => handle.assertLive("a block"),
      ReferenceError,
      "Cannot use a block: it has been disposed of",
    );
    twin[Symbol.dispose]();
    assert(!borrowed.isLive);
    assertThrows(() => Handle.adopt(borrowed, "a block"), ReferenceError);
    assertEquals(checkHeap(), before);
  });

  it("object() gives an object whose first two words are set and whose others are 0", () => {
    using _ = Handle.object(KIND_LOCK, "a lock", 7, 8);
    const { words } = thread();
    const from = _.address >> 2;
    assertEquals([...words.subarray(from + 12, from + 32)], [7, 8, ...new Array(18).fill(0)]);
  });
});

describe("a full memory", () => {
  it("is an error with sizes at block(), after which smaller blocks are still to be had", () => {
    const before = checkHeap();
    const error = assertThrows(() => Handle.block(8 * 1024 ** 3, "a block"), OutOfMemoryError);
    assertStringIncludes(error.message, `a block of ${8 * 1024 ** 3} bytes`);
    const { core, bytes } = thread();
    assertEquals(core.alloc(0xfffffff1), NO_MEMORY);
    assertEquals(core.alloc(0xffffffff), NO_MEMORY);
    const largest = core.alloc(bytes.length - 2 * 1024 ** 2);
    assert(largest > 0);
    const { message } = assertThrows(() => Handle.block(4 * 1024 ** 2, "a block"), OutOfMemoryError);
    assertStringIncludes(message, `${before.usedBytes + bytes.length - 2 * 1024 ** 2} of`);
    Handle.block(1024, "a block")[Symbol.dispose]();
    core.release(largest);
    assertEquals(checkHeap(), before);
  });
});
