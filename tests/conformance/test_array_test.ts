import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { importTasks, Lock, Process, RawArray, RLock, SharedArray } from "../../mod.ts";
import { suite } from "./conform.ts";
import { accumulate } from "./fixtures/sharing.ts";

const FIXTURES = import.meta.resolve("./fixtures/sharing.ts");
const tasks = importTasks<typeof import("./fixtures/sharing.ts")>(FIXTURES);

suite("_test_multiprocessing", "_TestArray", ({ same, better }) => {
  const accumulatedByAProcess = async (make: (numbers: number[]) => RawArray<"i">) => {
    const numbers = [680, 626, 934, 821, 150, 233, 548, 982, 714, 831];
    using array = make(numbers);
    assertEquals(array.length, numbers.length);
    assertEquals(array[3], numbers[3]);
    assertEquals(array.slice(2, 7), numbers.slice(2, 7));

    array.setSlice(new Int32Array([1, 2, 3, 4]), 4, 8);
    numbers.splice(4, 4, 1, 2, 3, 4);
    assertEquals([...array], numbers);

    accumulate(numbers);
    const process = new Process({ target: tasks.accumulate, args: [array], daemon: true });
    process.start();
    await process.join();
    assertEquals(array.slice(), numbers);
  };

  same("test_array", () => accumulatedByAProcess((numbers) => new SharedArray("i", numbers)));

  same("test_array_from_size", () => {
    // Memory that was used before is zeroed too.
    for (let round = 0; round < 3; round++) {
      using array = new SharedArray("i", 10);
      assertEquals(array.length, 10);
      assertEquals([...array], Array(10).fill(0));
      array.setSlice(Array(10).keys());
      assertEquals([...array], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  same("test_rawarray", () => accumulatedByAProcess((numbers) => new RawArray("i", numbers)));

  better(
    "test_getobj_getlock_obj",
    "`{ lock: false }` does not change the type: `getLock()` throws and says why. A `RawArray` has none of these methods",
    () => {
      const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
      using locked = new SharedArray("i", numbers);
      assert(locked.getLock() instanceof RLock);
      assertEquals([...locked.getObj()], numbers);

      using byDefault = new SharedArray("i", numbers, { lock: undefined });
      assert(byDefault.getLock() instanceof RLock);
      assertEquals([...byDefault.getObj()], numbers);

      using lock = new Lock();
      using withLock = new SharedArray("i", numbers, { lock });
      assertStrictEquals(withLock.getLock(), lock);
      assertEquals([...withLock.getObj()], numbers);

      using lockless = new SharedArray("i", numbers, { lock: false });
      assertThrows(() => lockless.getLock(), TypeError);
      assertThrows(() => new SharedArray("i", numbers, { lock: "notalock" } as never), TypeError, "notalock");

      using raw = new RawArray("i", numbers);
      assert(!("getLock" in raw) && !("getObj" in raw));
    },
  );
});
