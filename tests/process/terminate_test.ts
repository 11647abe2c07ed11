import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Process } from "../../mod.ts";
import { Value } from "../../engine/shared/value.ts";
import { Lock } from "../../engine/sync/lock.ts";

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until another thread has made it so. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(1);
}

describe("Process.terminate()", () => {
  it("really stops a thread that is busy", async () => {
    using beats = new Value("i", 0);
    const process = new Process({
      target: (beats: Value<"i">) => {
        for (;;) beats.add(1);
      },
      args: [beats],
    });
    process.start();
    await until(() => beats.value > 0);
    process.terminate();
    await process.join();
    assertEquals(process.exitCode, -15);
    // What a dying thread does last is not known; that it stops is.
    let last = beats.value;
    await until(() => last === (last = beats.value));
    await pause(20);
    assertEquals(beats.value, last);
  });

  for (const backend of ["thread", "inline"] as const) {
    it(`interrupt() is as terminate(), with another exit code: ${backend}`, async () => {
      const process = new Process({ target: () => new Promise(() => {}), name: "sleeper", backend });
      assertThrows(() => process.interrupt(), Error, "it has not been started");
      process.start();
      process.interrupt();
      assertEquals(await process.exited, -2);
      assertMatch(String(process), /exitcode=-SIGINT>$/);
      process.interrupt();
      assertEquals(process.exitCode, -2);
    });
  }

  it("tells its exit code at once, and runs no finally block", async () => {
    using state = new Value("i", 0);
    const process = new Process({
      target: async (state: Value<"i">) => {
        state.value = 1;
        try {
          await new Promise(() => {});
        } finally {
          state.value = 2;
        }
      },
      args: [state],
    });
    process.start();
    await until(() => state.value === 1);
    process.kill();
    process.joinSync();
    assertEquals([process.exitCode, process.isAlive], [-9, false]);
    process.terminate();
    assertEquals(await process.exited, -9);
    assertEquals(state.value, 1);
  });

  it("ends a process that has just been started", async () => {
    const processes = Array.from(
      { length: 3 },
      () => new Process({ target: () => new Promise<void>(() => {}) }),
    );
    for (const process of processes) {
      process.start();
      process.terminate();
    }
    assertEquals(await Promise.all(processes.map((process) => process.exited)), [-15, -15, -15]);
  });

  it("does nothing to a process that has ended", async () => {
    const process = new Process();
    process.start();
    process.joinSync();
    process.terminate();
    await process.join();
    process.kill();
    assertEquals(process.exitCode, 0);
  });

  it("is refused before the start", () => {
    const process = new Process({ name: "n" });
    assertThrows(() => process.terminate(), Error, `Cannot terminate process "n" as it has not been started`);
    assertThrows(() => process.kill(), Error, `Cannot kill process "n" as it has not been started`);
  });

  for (const how of ["acquire", "acquireSync"] as const) {
    it(`gives back a lock that the process held, and stops one that waits for it in ${how}()`, async () => {
      using lock = new Lock();
      using state = new Value("i", 0);
      const holder = new Process({
        target: async (lock: Lock, state: Value<"i">) => {
          await lock.acquire();
          state.value = 1;
          await new Promise(() => {});
        },
        args: [lock, state],
      });
      const waiter = new Process({
        target: async (lock: Lock, state: Value<"i">, how: "acquire" | "acquireSync") => {
          state.value = 2;
          await lock[how]();
          state.value = 3;
        },
        args: [lock, state, how],
      });
      holder.start();
      await until(() => state.value === 1);
      waiter.start();
      await until(() => state.value === 2);
      waiter.terminate();
      await waiter.join();
      assertEquals([waiter.exitCode, lock.locked()], [-15, true]);
      holder.terminate();
      await holder.join();
      assertEquals(holder.exitCode, -15);
      assert(await lock.acquire());
      assertEquals([lock.abandoned, state.value], [true, 2]);
      lock.release();
    });
  }

  it("gives back the process's locks to a thread that blocks right afterwards", async () => {
    using lock = new Lock();
    using state = new Value("i", 0);
    const holder = new Process({
      target: (lock: Lock, state: Value<"i">) => {
        lock.acquireSync();
        state.value = 1;
        for (;;);
      },
      args: [lock, state],
    });
    holder.start();
    while (state.value !== 1);
    holder.terminate();
    holder.joinSync();
    assert(lock.acquireSync());
    assert(lock.abandoned);
    lock.release();
    await holder.join();
  });

  it("of others is not needed for that: a process that ends with a lock gives it back to a thread that blocks", async () => {
    using lock = new Lock();
    using state = new Value("i", 0);
    const holder = new Process({
      target: (lock: Lock, state: Value<"i">) => {
        lock.acquireSync();
        state.value = 1;
      },
      args: [lock, state],
    });
    holder.start();
    while (state.value !== 1);
    assert(lock.acquireSync());
    assert(lock.abandoned);
    lock.release();
    assertEquals(holder.exitCode, 0);
    await holder.join();
  });
});
