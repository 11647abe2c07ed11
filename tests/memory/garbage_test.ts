/** Shared objects that nobody refers to make room. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runFixture } from "../support/run_fixture.ts";

async function outputOf(way: string, backend = "thread", memory = "64MiB"): Promise<string[]> {
  const fixture = new URL("./fixtures/garbage.ts", import.meta.url);
  const env = { MULTICORE_MEMORY: memory, MULTICORE_BACKEND: backend };
  const { stdout, stderr } = await runFixture(fixture, [way], env);
  assertEquals(stderr, "");
  return stdout;
}

describe("shared objects that nobody refers to", () => {
  for (
    const [way, what] of Object.entries({
      loop: "arrays of a loop that never returns to the event loop",
      turns: "arrays of an asynchronous loop",
      objects: "objects when their table is full",
      worker: "arrays that tasks dropped",
    })
  ) {
    it(`make room: ${what}`, async () => {
      assertEquals(await outputOf(way), ["the end"]);
    });
  }

  it("make room for other threads, whose garbage they are not: objects, whose table all share", async () => {
    assertEquals(await outputOf("others"), ["20000", "the end"]);
  });

  it("make room: results that were taken and dropped", async () => {
    // Of each thread's own garbage an eighth of the memory may lie about.
    assertEquals(await outputOf("results", "thread", "128MiB"), ["the end"]);
  });

  it("make room without threads too", async () => {
    assertEquals(await outputOf("loop", "inline"), ["the end"]);
    assertEquals(await outputOf("kept", "inline"), [
      ...Array.from({ length: 10 }, (_, n) => `${n} ${n} ${n}`),
      "the end",
    ]);
  });

  it("make room for messages", async () => {
    assertEquals(await outputOf("messages"), [String(3 * 2 ** 17), "the end"]);
  });

  it("are no others: what is kept, in any way, stays as it is", async () => {
    const expected = Array.from({ length: 10 }, (_, n) => `${n} ${n} ${n}`);
    assertEquals(await outputOf("kept"), [...expected, "the end"]);
  });

  it("are collected after the memory was full of others", async () => {
    assertEquals(await outputOf("full"), ["OutOfMemoryError true", "the end"]);
  });
});
