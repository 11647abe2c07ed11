import { assertEquals, assertMatch, assertNotEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { activeChildren } from "../../engine/process/children.ts";
import { currentProcess, parentProcess } from "../../engine/process/process_tree.ts";
import { runFixture } from "./run_fixture.ts";

describe("currentProcess(), parentProcess() and activeChildren()", () => {
  it("tell on the main thread of MainProcess, which nobody started", () => {
    const current = currentProcess();
    assertStrictEquals(currentProcess(), current);
    assertEquals(
      [current.name, current.isAlive, current.exitCode, current.daemon, current.pid],
      ["MainProcess", true, null, false, Deno.pid],
    );
    assertEquals(`${current}`, `<Process name='MainProcess' pid=${Deno.pid} parent=null started>`);
    assertEquals(parentProcess(), null);
    assertEquals(activeChildren(), []);
  });

  it("give an object that only tells", () => {
    const current = currentProcess();
    assertThrows(() => current.start(), Error, "twice");
    assertThrows(() => current.terminate(), Error, "as only the thread that started it can");
    assertThrows(() => current.joinSync(), Error, "as only the thread that started it can");
    assertThrows(() => current.close(), Error, "still running");
    assertThrows(() => current.daemon = true, Error, "already started");
  });

  it("tell in a process and in a pool's worker who they are", async () => {
    const { code, stdout, stderr } = await runFixture("family.ts");
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    const [main, process, pids, worker] = stdout.map((line) => JSON.parse(line));
    const [pid, ownPid] = pids;
    assertEquals(main, ["boss", ownPid, null, null, null, true, null, false, 0]);
    assertEquals(process, ["worker bee", pid, "boss", ownPid, true, true, null, false, 0]);
    assertNotEquals(pid, ownPid);
    assertMatch(worker[0], /^PoolWorker-\d+$/);
    assertEquals(worker.slice(2), ["boss", ownPid, true, true, null, true, 0]);
  });
});
