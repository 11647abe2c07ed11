import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { FileExistsError, FileNotFoundError, OutOfMemoryError } from "../../engine/errors/system_errors.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import { SharedMemory } from "../../engine/shared/shared_memory.ts";
import { Process } from "../../mod.ts";
import { NAME_COUNT } from "../../engine/core/layout.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker } from "../support/engine_workers.ts";
import { Random, withSeed } from "../support/random.ts";
import { until } from "../support/until.ts";
import { contend, increment, incrementSent, leaveBehind, unlink } from "./fixtures/naming.ts";

const FIXTURES = import.meta.resolve("./fixtures/naming.ts");

const naming = importTasks<typeof import("./fixtures/naming.ts")>(FIXTURES);

describe("SharedMemory", () => {
  it("is made zeroed and found by its name, with the size that was asked for", () => {
    const before = checkHeap();
    for (let i = 0; i < 3; i++) {
      using memory = new SharedMemory({ name: "a name", create: true, size: 37 });
      assertEquals([memory.name, memory.size, memory.buf.length], ["a name", 37, 37]);
      assert(memory.buf.every((byte) => byte === 0));
      memory.buf.fill(i + 1);
      using same = new SharedMemory({ name: "a name", size: 5 });
      assertEquals([same.size, same.buf[36], same.byteOffset], [37, i + 1, memory.byteOffset]);
      same.buf[0] = 99;
      assertEquals(memory.buf[0], 99);
    }
    assertEquals(checkHeap(), before);
  });

  it("has a name of its own if none is given", () => {
    using one = new SharedMemory({ create: true, size: 1 });
    using two = new SharedMemory({ create: true, size: 1 });
    assert(/^psm_[0-9a-f]{8}$/.test(one.name) && one.name !== two.name);
    using same = new SharedMemory({ name: one.name });
    assertEquals(same.byteOffset, one.byteOffset);
  });

  it("takes any text for a name, and tells names apart", () => {
    const names = ["a", "A", "a ", "\u4e2d\u6587", "x".repeat(116), "x".repeat(115), "x".repeat(115) + "y"];
    const memories = names.map((name, i) => {
      const memory = new SharedMemory({ name, create: true, size: i + 1 });
      return memory;
    });
    names.forEach((name, i) => {
      using found = new SharedMemory({ name });
      assertEquals(found.size, i + 1);
    });
    for (const memory of memories) memory[Symbol.dispose]();
    for (const name of names) assertThrows(() => new SharedMemory({ name }), FileNotFoundError);
  });

  it("refuses names that are taken or unknown, bad options, and too much", () => {
    const before = checkHeap();
    {
      using _ = new SharedMemory({ name: "taken", create: true, size: 10 });
      assertThrows(
        () => new SharedMemory({ name: "taken", create: true, size: 10 }),
        FileExistsError,
        'its name is taken: received "taken"',
      );
      assertThrows(() => new SharedMemory({ name: "unknown" }), FileNotFoundError, 'received "unknown"');
      for (const size of [0, -1, 1.5, NaN, "5"]) {
        assertThrows(
          () => new SharedMemory({ create: true, size: size as never }),
          RangeError,
          "'size' must be",
        );
      }
      assertThrows(() => new SharedMemory({ create: true }), RangeError, "received 0");
      assertThrows(() => new SharedMemory({ name: "taken", size: -1 }), RangeError, "received -1");
      assertThrows(() => new SharedMemory({}), TypeError, "give a name");
      assertThrows(() => new SharedMemory(undefined as never), TypeError, "give a name");
      assertThrows(() => new SharedMemory({ nam: "x" } as never), TypeError, "'nam' is unknown");
      assertThrows(() => new SharedMemory({ create: 1 } as never), TypeError, "'create' must be");
      assertThrows(() => new SharedMemory({ name: 5 as never }), TypeError, "'name' must be a string");
      for (const name of ["", "a\0b", "x".repeat(117), "\u4e2d".repeat(39), "\ud800"]) {
        assertThrows(() => new SharedMemory({ name, create: true, size: 1 }), RangeError, "'name' must be");
      }
      assertThrows(
        () => new SharedMemory({ create: true, size: 2 ** 40 }),
        OutOfMemoryError,
        `${2 ** 40} bytes`,
      );
    }
    assertEquals(checkHeap(), before);
  });

  it("close() ends this object's use only, as often as it is called", () => {
    const memory = new SharedMemory({ create: true, size: 4 });
    const same = new SharedMemory({ name: memory.name });
    memory.close();
    memory.close();
    assertThrows(() => memory.buf, ReferenceError, "Cannot use a SharedMemory");
    assertThrows(() => memory.byteOffset, ReferenceError);
    assertEquals([memory.size, same.buf.length], [4, 4]);
    memory.unlink();
    same.close();
  });

  it("unlink() frees the name at once, and the memory when the last has closed it", () => {
    const before = checkHeap();
    const memory = new SharedMemory({ name: "old", create: true, size: 8 });
    memory.buf[0] = 1;
    memory.unlink();
    assertThrows(() => memory.unlink(), FileNotFoundError, 'it has lost its name: "old"');
    const next = new SharedMemory({ name: "old", create: true, size: 8 });
    assertEquals([memory.buf[0], next.buf[0]], [1, 0]);
    assertThrows(() => memory.unlink(), FileNotFoundError);
    memory[Symbol.dispose]();
    next.close();
    using found = new SharedMemory({ name: "old" });
    found.unlink();
    found.close();
    assertEquals(checkHeap(), before);
  });

  it("lives on by its name alone, also after the thread that made it", async () => {
    const before = checkHeap();
    await inWorker(FIXTURES, leaveBehind, "left", 41);
    assertEquals(await inWorker(FIXTURES, increment, "left"), 100);
    {
      using memory = new SharedMemory({ name: "left" });
      assert(memory.buf.every((byte) => byte === 42));
      await inWorker(FIXTURES, unlink, memory);
      assertThrows(() => new SharedMemory({ name: "left" }), FileNotFoundError);
      assertEquals(memory.buf[99], 42);
    }
    assertEquals(checkHeap(), before);
  });

  it("may be sent, also when it has no name any more", async () => {
    using memory = new SharedMemory({ name: "sent", create: true, size: 1 });
    memory.unlink();
    assertEquals(await inWorker(FIXTURES, incrementSent, memory), "sent");
    assertEquals(memory.buf[0], 1);
    memory.close();
    assertThrows(() => inWorker(FIXTURES, incrementSent, memory), Error, "it has been disposed of");
  });

  it("has room for many names, and says when there is none", () => {
    const before = checkHeap();
    const memories: SharedMemory[] = [];
    const fill = () => {
      while (memories.length <= NAME_COUNT) {
        memories.push(new SharedMemory({ name: `${memories.length}`, create: true, size: 1 }));
      }
    };
    assertThrows(fill, OutOfMemoryError, `all ${NAME_COUNT} names that there can be are in use`);
    assert(memories.length > NAME_COUNT - 100);
    memories[7]![Symbol.dispose]();
    memories[7] = new SharedMemory({ name: "again", create: true, size: 1 });
    for (const memory of memories) memory[Symbol.dispose]();
    assertEquals(checkHeap(), before);
  });

  it("shows itself", () => {
    using memory = new SharedMemory({ name: "shown", create: true, size: 9 });
    assertEquals(Deno.inspect(memory), 'SharedMemory("shown", size=9)');
  });
});

describe("names", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("belong to one each, whoever makes, finds and unlinks them", () =>
    withSeed(async (seed) => {
      const before = checkHeap();
      {
        const names = Array.from({ length: 6 }, (_, i) => `race ${i}`);
        using counts = new SharedArray("i", names.length);
        const wrong = await Promise.all(
          [1, 2, 3].map((i) => inWorker(FIXTURES, contend, names, counts, seed + i, 15_000)),
        );
        assertEquals(wrong, [0, 0, 0]);
        names.forEach((name, i) => {
          const isThere = findOrNothing(name);
          assertEquals(counts[i], isThere ? 1 : 0, `${name} is ${isThere ? "" : "not "}there`);
        });
      }
      assertEquals(checkHeap(), before);
    }));

  it("are consistent whenever a thread is killed", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      const names = ["killed 1", "killed 2", "killed 3"];
      using beats = new SharedArray("i", 1);
      for (let i = 0; i < 8; i++) {
        const seen = beats[0]!;
        const process = new Process({ target: naming.churnNames, args: [names, beats], daemon: true });
        process.start();
        await until(() => beats.load(0) > seen + random.below(2000) || !process.isAlive);
        assert(process.isAlive);
        process.kill();
        await process.join();
      }
      // What the killed left named can be found, unlinked and made anew.
      for (const name of names) {
        findOrNothing(name);
        using memory = new SharedMemory({ name, create: true, size: 64 });
        assert(memory.buf.every((byte) => byte === 0));
      }
      checkHeap();
    }));
});

/** Whether something has the name, which it has no more then. */
function findOrNothing(name: string): boolean {
  try {
    using found = new SharedMemory({ name });
    found.unlink();
    return true;
  } catch (error) {
    if (error instanceof FileNotFoundError) return false;
    throw error;
  }
}
