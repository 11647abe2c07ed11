import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { importTasks, Lock, Process, RawValue, RLock, type TypeCode, Value } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/sharing.ts");
const { writeValues } = importTasks<typeof import("./fixtures/sharing.ts")>(FIXTURES);

type Case = [code: TypeCode, first: number | bigint | string, second: number | bigint | string];
const CASES: Case[] = [
  ["i", 4343, 24234],
  ["d", 3.625, -4.25],
  ["h", -232, 234],
  ["q", 2n ** 33n, 2n ** 34n],
  ["c", "x", "y"],
];

suite("_test_multiprocessing", "_TestValue", ({ same, better }) => {
  const writtenByAProcess = async (make: (code: TypeCode, value: never) => RawValue<TypeCode>) => {
    const values = CASES.map(([code, first]) => make(code, first as never));
    assertEquals(values.map(({ value }) => value), CASES.map(([, first]) => first));
    const process = new Process({
      target: writeValues,
      args: [values, CASES.map(([, , second]) => second)],
      daemon: true,
    });
    process.start();
    await process.join();
    assertEquals(values.map(({ value }) => value), CASES.map(([, , second]) => second));
    for (const value of values) value[Symbol.dispose]();
  };

  same("test_value", () => writtenByAProcess((code, value) => new Value(code, value) as RawValue<TypeCode>));

  same("test_rawvalue", () => writtenByAProcess((code, value) => new RawValue(code, value)));

  better(
    "test_getobj_getlock",
    "`{ lock: false }` does not change the type: `getLock()` throws and says why. A `RawValue` has none of these methods",
    () => {
      using locked = new Value("i", 5);
      assert(locked.getLock() instanceof RLock);
      assertEquals(locked.getObj().value, 5);

      using byDefault = new Value("i", 5, { lock: undefined });
      assert(byDefault.getLock() instanceof RLock);
      assertEquals(byDefault.getObj().value, 5);

      using lock = new Lock();
      using withLock = new Value("i", 5, { lock });
      assertStrictEquals(withLock.getLock(), lock);
      assertEquals(withLock.getObj().value, 5);

      using lockless = new Value("i", 5, { lock: false });
      assertThrows(() => lockless.getLock(), TypeError);
      assertThrows(() => new Value("i", 5, { lock: "navalue" } as never), TypeError, "navalue");

      using raw = new RawValue("i", 5);
      assert(!("getLock" in raw) && !("getObj" in raw));
    },
  );
});
