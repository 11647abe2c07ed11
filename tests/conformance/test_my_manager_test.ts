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

/** An iterator's values one by one. */
class Squares {
  #next = 0;
  next(): IteratorResult<number, undefined> {
    const n = this.#next++;
    return n < 10 ? { done: false, value: n * n } : { done: true, value: undefined };
  }
}

async function common(manager: Manager): Promise<void> {
  const foo = await manager.register("Foo", FooBar)();
  const bar = await manager.register("Bar", FooBar, { exposed: ["f", "_h"] })();
  const squares = await manager.register("Squares", Squares)();
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

  const seen = [];
  for (let step = await squares.next(); !step.done; step = await squares.next()) seen.push(step.value);
  assertEquals(seen, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
}

const servers = () => activeChildren().filter(({ name }) => name.startsWith("Manager-"));

const NO_GENERATORS =
  "no generator is registered, and no method of the manager is made: `register` returns what creates objects";

suite("_test_multiprocessing", "_TestMyManager", ({ inPart }) => {
  inPart("test_mymanager", NO_GENERATORS, async () => {
    const manager = new Manager();
    const [server] = servers();
    await common(manager);
    await manager.shutdown();
    assertEquals(server!.exitCode, 0);
  });

  inPart("test_mymanager_context", NO_GENERATORS, async () => {
    let server;
    {
      await using manager = new Manager();
      [server] = servers();
      await common(manager);
    }
    assertEquals(server!.exitCode, 0);
  });

  // There is no other: a manager has been started when it is created.
  inPart("test_mymanager_context_prestarted", NO_GENERATORS, async () => {
    const manager = new Manager();
    const [server] = servers();
    {
      await using _ = manager;
      await common(manager);
    }
    assertEquals(server!.exitCode, 0);
  });
});
