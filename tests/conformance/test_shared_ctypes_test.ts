import { assertAlmostEquals, assertEquals } from "@std/assert";
import { copy, importTasks, Process, RawArray, RawValue, SharedArray, struct, Value } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/sharing.ts");
const { double } = importTasks<typeof import("./fixtures/sharing.ts")>(FIXTURES);

const FOO = struct({ x: "i", y: "d", z: "q" });

suite("_test_multiprocessing", "_TestSharedCTypes", ({ same }) => {
  const doubledByAProcess = async (lock: boolean) => {
    const [MadeValue, MadeArray] = lock ? [Value, SharedArray] : [RawValue, RawArray];
    using x = new MadeValue("i", 7);
    using y = new MadeValue("d", 1 / 3);
    using z = new MadeValue("q", 2n ** 33n);
    using foo = new MadeValue(FOO, { x: 3, y: 2 });
    using array = new MadeArray("d", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    using text = new MadeArray("c", 20);
    text.value = "hello";

    const process = new Process({ target: double, args: [x, y, z, foo, array, text], daemon: true });
    process.start();
    await process.join();

    assertEquals([x.value, z.value, foo.x], [14, 2n ** 34n, 6]);
    assertAlmostEquals(y.value, 2 / 3);
    assertAlmostEquals(foo.y, 4);
    array.slice().forEach((element, i) => assertAlmostEquals(element, 2 * i));
    assertEquals(text.value, "hellohello");
  };

  same("test_sharedctypes", () => doubledByAProcess(false));

  same("test_synchronize", () => doubledByAProcess(true));

  same("test_copy", () => {
    using foo = new RawValue(FOO, { x: 2, y: 5, z: 2n ** 33n });
    using bar = copy(foo);
    foo.x = 0;
    foo.y = 0;
    foo.z = 0n;
    assertEquals([bar.x, bar.y, bar.z], [2, 5, 2n ** 33n]);
  });
});
