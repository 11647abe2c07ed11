import { assertEquals, assertThrows } from "@std/assert";
import { Manager, Pool, Value } from "../../mod.ts";
import { suite } from "./conform.ts";

suite("_test_multiprocessing", "TestInitializers", ({ same }) => {
  same("test_manager_initializer", async () => {
    assertThrows(
      () => new Manager({ initializer: 1 as never }),
      TypeError,
      "'initializer' must be a function",
    );
    using count = new Value("i", 0);
    await using manager = new Manager({
      initializer: (count: Value<"i">) => void count.add(1),
      initArgs: [count],
    });
    await manager.list();
    assertEquals(count.value, 1);
  });

  same("test_pool_initializer", async () => {
    assertThrows(() => new Pool({ initializer: 1 as never }), TypeError, "'initializer' must be a function");
    using count = new Value("i", 0);
    await using pool = new Pool({
      processes: 1,
      initializer: (count: Value<"i">) => void count.add(1),
      initArgs: [count],
    });
    await pool.run(() => {});
    pool.close();
    await pool.join();
    assertEquals(count.value, 1);
  });
});
