import { assertEquals, assertRejects } from "@std/assert";
import { activeChildren, Manager } from "../../mod.ts";
import { suite } from "./conform.ts";

class FooBar {
  f(): string {
    return "f()";
  }
  g(): never {
    throw new RangeError("g()");
  }
  _h(): string {
    return "_h()";
  }
}

function* squares(): Generator<number> {
  for (let n = 0; n < 10; n++) yield n * n;
}

async function common(manager: Manager): Promise<void> {
  const foo = await manager.register("Foo", FooBar)();
  const bar = await manager.register("Bar", FooBar, { exposed: ["f", "_h"] })();
  const numbers = await manager.register("baz", squares)();
  const methods = (proxy: object) => ["f", "g", "_h"].filter((name) => name in proxy);
  assertEquals([methods(foo), methods(bar)], [["f", "g"], ["f", "_h"]]);

  assertEquals([await foo.f(), await foo.callMethod("f")], ["f()", "f()"]);
  await assertRejects(() => foo.g(), RangeError, "g()");
  await assertRejects(() => foo.callMethod("_h"), TypeError, "not exposed");
  assertEquals([await bar.f(), await bar.callMethod("f"), await bar.callMethod("_h")], [
    "f()",
    "f()",
    "_h()",
  ]);

  assertEquals(await Array.fromAsync(numbers), [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
}

const servers = () => activeChildren().filter(({ name }) => name.startsWith("Manager-"));

suite("_test_multiprocessing", "_TestMyManager", ({ same }) => {
  same("test_mymanager", async () => {
    const manager = new Manager();
    const [server] = servers();
    await common(manager);
    await manager.shutdown();
    assertEquals(server!.exitCode, 0);
  });

  same("test_mymanager_context", async () => {
    let server;
    {
      await using manager = new Manager();
      [server] = servers();
      await common(manager);
    }
    assertEquals(server!.exitCode, 0);
  });

  // There is no other: a manager has been started when it is created.
  same("test_mymanager_context_prestarted", async () => {
    const manager = new Manager();
    const [server] = servers();
    {
      await using _ = manager;
      await common(manager);
    }
    assertEquals(server!.exitCode, 0);
  });
});
