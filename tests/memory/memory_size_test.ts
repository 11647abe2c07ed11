import "../../engine/memory/use_shared_memory.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { memorySize } from "../../engine/memory/memory_size.ts";
import { configureMemory, thread } from "../../engine/memory/thread.ts";

describe("memorySize()", () => {
  for (
    const [size, bytes] of [
      ["64MiB", 67_108_864],
      ["64 MiB", 67_108_864],
      ["1.5GiB", 1_610_612_736],
      [2_000_000, 2_031_616],
      ["4GiB", 4_294_901_760],
    ] as const
  ) {
    it(`gives ${bytes} bytes for ${size}`, () => assertEquals(memorySize(size), bytes));
  }

  for (const size of ["", "64", "64MB", "-1GiB", "5GiB", "1KiB", NaN, Infinity, -5, "a lot"]) {
    it(`refuses "${size}"`, () => {
      assertThrows(() => memorySize(size), RangeError, `received "${size}"`);
    });
  }
});

describe("configureMemory()", () => {
  it("refuses another size once the memory is in use", () => {
    thread();
    assertThrows(() => configureMemory("64MiB"), TypeError, "is in use");
  });
});
