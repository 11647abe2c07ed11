import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runFixture } from "../support/run_fixture.ts";

const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url);

describe("A program", () => {
  const endings: [string, string[]][] = [
    ["idle", ["[ 2, 4, 6 ]"]],
    ["asynchronous", ["[ 2, 4, 6 ]"]],
    ["unread", ["sent"]],
    ["blocked", ["blocked"]],
    ["nested", ["[ 3, 6, 9 ]"]],
    ["nested and blocked", ["[ 3, 6, 9 ]"]],
    ["lazy", ["1"]],
    ["unused", ["unused"]],
  ];
  for (const [way, stdout] of endings) {
    it(`that forgets its pool ends by itself, without a word (${way})`, async () => {
      assertEquals(await runFixture(fixture("forgotten_pool.ts"), [way]), { code: 0, stdout, stderr: "" });
    });
  }

  it("ends at once with its own exit code although its workers are busy", async () => {
    assertEquals(await runFixture(fixture("busy_exit.ts"), ["exit"]), {
      code: 5,
      stdout: ["both spin"],
      stderr: "",
    });
    const { code, stdout, stderr } = await runFixture(fixture("busy_exit.ts"), ["throw"]);
    assertEquals([code, stdout], [1, ["both spin"]]);
    assertMatch(stderr, /the main thread fails/);
  });

  it("whose shared memory is full is told so with the sizes, and goes on", async () => {
    const { code, stdout, stderr } = await runFixture(fixture("full_memory.ts"), [], {
      MULTICORE_MEMORY: "64MiB",
    });
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const [first, tooLarge, tooSmall, room, ...rest] = stdout;
    assertEquals(first, "3 3 1");
    const sizes =
      /: (\d+) of (\d+) bytes of shared memory are in use, the largest free block has (\d+); dispose of what is not needed/;
    assertMatch(tooLarge!, /^OutOfMemoryError: Cannot create a SharedArray of 8388608 bytes/);
    const [, used, total] = sizes.exec(tooLarge!)!.map(Number) as [number, number, number];
    assert(total < 64 * 2 ** 20 && total > 63 * 2 ** 20 && used <= total && used > total - 8388608, tooLarge);
    assertMatch(tooSmall!, /^OutOfMemoryError: Cannot create a SharedArray of 1 bytes/);
    assertEquals(room, "room for more than 60 MiB: true");
    const [put, run, map, ...after] = rest;
    assertMatch(put!, /^OutOfMemoryError: Cannot create a message of \d+ bytes/);
    assertEquals([run, map], ["OutOfMemoryError", "OutOfMemoryError"]);
    assertEquals(after, [
      "numbers need no memory: 5",
      "OutOfMemoryError",
      "afterwards: 499500 1000",
      "again: 62914560",
    ]);
  });
});
