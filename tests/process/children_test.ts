import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { atExit } from "../../mod.ts";
import { runFixture } from "./run_fixture.ts";

describe("the children of a process", () => {
  const ends = (parent: string) => [
    `${parent}: exit function, children: child,daemon`,
    "child: ends by itself",
    `${parent}: last exit function, children: , -15`,
  ];

  for (const form of ["async", "sync"]) {
    for (const [how, code] of [["ends", 0], ["exits", 9], ["throws", 1]] as const) {
      it(`end before it, daemons terminated and others waited for, when it ${how} (${form})`, async () => {
        const { code: status, stdout, stderr } = await runFixture("children.ts", how, form);
        assertEquals(status, 0, stderr);
        assertEquals(stdout, [...ends("parent"), `MainProcess: parent ended with ${code}`]);
        if (how === "throws") assertMatch(stderr, /^Process parent:\nError: after all\n/);
        else assertEquals(stderr, "");
      });
    }

    it(`go on when it is killed, and its pools' workers do not (${form})`, async () => {
      const { code, stdout, stderr } = await runFixture("children.ts", "killed", form);
      assertEquals({ code, stderr }, { code: 0, stderr: "" });
      // Both hear of it at the same time.
      assertEquals(stdout.sort(), [
        "MainProcess: parent ended with -9",
        "orphan: parent was alive: true, is alive: false",
      ]);
    });
  }

  it("end before a pool's worker does", async () => {
    const { code, stdout, stderr } = await runFixture("children.ts", "worker");
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(stdout, [...ends("PoolWorker-1"), "MainProcess: pool is gone"]);
  });

  it("are daemons by default if it is one", async () => {
    assertEquals((await runFixture("children.ts", "daemons")).stdout, ["[ true, false ] [ false, false ]"]);
  });
});

describe("atExit()", () => {
  it("calls in order of priority, the last added first, and waits", async () => {
    const { code, stdout, stderr } = await runFixture("children.ts", "priorities");
    assertEquals(code, 0);
    assertEquals(stdout, [
      ...["c", "b", "waited for", "added on the way", "e", "a", "f", "d"].map((name) => `p: ${name}`),
      "MainProcess: 0",
    ]);
    assertMatch(stderr, /^Error in an exit function:\nRangeError: in an exit function\n/);
  });

  it("on the main thread calls when nothing keeps the program running any more", async () => {
    assertEquals(await runFixture("children.ts", "main"), {
      code: 0,
      stdout: ["MainProcess: the program's end", "MainProcess: 7", "MainProcess: later"],
      stderr: "",
    });
  });

  it("on the main thread calls when the program calls Deno.exit()", async () => {
    assertEquals(await runFixture("children.ts", "main exits"), {
      code: 4,
      stdout: ["MainProcess: on the way out"],
      stderr: "",
    });
  });

  it("can be cancelled, and refuses what it cannot call", () => {
    const added = atExit(() => {});
    assertEquals(added.stillActive, true);
    added.cancel();
    added.cancel();
    assertEquals(added.stillActive, false);
    assertThrows(() => atExit("x" as never), TypeError, "it must be a function: received x");
    assertThrows(() => atExit(() => {}, { order: 1 } as never), TypeError, "option 'order' is unknown");
    assertThrows(() => atExit(() => {}, { priority: NaN }), RangeError, "must be a number: received NaN");
  });
});

describe("a process that has put into a queue", () => {
  it("can be joined before anything is taken: nothing is on its way any more", async () => {
    assertEquals((await runFixture("children.ts", "queue")).stdout, ["MainProcess: 0 499500"]);
  });
});
