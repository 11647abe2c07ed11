import "../../engine/memory/use_shared_memory.ts";
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { thread } from "../../engine/memory/thread.ts";
import { WAIT_SLEEPERS } from "../../engine/core/layout.ts";
import { startWorker } from "../support/engine_workers.ts";
import { echo, type Manner, pop, waitableOf } from "./fixtures/rings.ts";

const [PING, PONG] = [251, 252];
const FIXTURES = import.meta.resolve("./fixtures/rings.ts");
const ROUNDS = 5_000;

describe("no wake-up is lost between threads that wait in turn", () => {
  for (
    const [near, far] of [["sync", "sync"], ["sync", "async"], ["async", "sync"], ["async", "async"]] as [
      Manner,
      Manner,
    ][]
  ) {
    it(`${near} here, ${far} there, ${ROUNDS} rounds`, async () => {
      const { core, words } = thread();
      core.openRing(PING, 4);
      core.openRing(PONG, 4);
      const { result } = startWorker(FIXTURES, echo, PING, PONG, ROUNDS, far);
      for (let round = 0; round < ROUNDS; round++) {
        core.push(PING, round);
        assertEquals(await pop(PONG, near), round);
      }
      await result;
      assertEquals(words[(waitableOf(PING) + WAIT_SLEEPERS) >> 2], 0);
      assertEquals(words[(waitableOf(PONG) + WAIT_SLEEPERS) >> 2], 0);
    });
  }
});
