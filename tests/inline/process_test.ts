/** Processes on the inline backend. `everywhere_test.ts` runs these again where there are no threads. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  activeChildren,
  atExit,
  type Connection,
  currentProcess,
  Event,
  parentProcess,
  Pipe,
  Process,
  Queue,
  SharedArray,
  TransferError,
  Value,
  wait,
  waitSync,
} from "../../mod.ts";
import { canTellWhoRuns } from "./fixtures/can_tell_who_runs.ts";
import { consoleErrors } from "./fixtures/console_errors.ts";

const backend = "inline";
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
const never = () => new Promise(() => {});

/** A process that has fields. */
export class Counter extends Process {
  total = { value: 0 };
  #calls = 0;

  constructor(public shared: Value<"i">, public numbers: number[]) {
    super({ backend: "inline" });
  }

  override async run(): Promise<void> {
    await pause();
    for (const n of this.numbers) this.total.value += n;
    this.numbers.push(this.total.value);
    this.shared.value = this.total.value;
  }
}

describe("Process on the inline backend", () => {
  it("runs its target with copies of its arguments, and ends with 0", async () => {
    using sum = new Value("i", 0);
    const list = [1, 2];
    const process = new Process({
      target: (sum: Value<"i">, list: number[]) => {
        list.push(3);
        sum.value = list.length;
      },
      args: [sum, list],
      backend,
      name: "adder",
    });
    assertEquals([process.isAlive, process.pid, process.exitCode], [false, null, null]);
    process.start();
    list.push(7, 8, 9);
    assertEquals([process.isAlive, process.exitCode, sum.value], [true, null, 0], "it has not begun yet");
    assert(typeof process.pid === "number");
    assertEquals(activeChildren(), [process]);
    await process.join();
    assertEquals([process.isAlive, process.exitCode, sum.value, list.length], [false, 0, 3, 5]);
    assertEquals([await process.exited, activeChildren()], [0, []]);
    assertThrows(() => process.start(), Error, 'Cannot start process "adder" twice');
    process.close();
    assertThrows(() => process.pid, Error, "it is closed");
  });

  it("ends with 1 when it throws, at once or later, and writes the error to the console", async () => {
    for (
      const target of [
        () => {
          throw new RangeError("at once");
        },
        async () => {
          await pause();
          throw new RangeError("later");
        },
      ]
    ) {
      const process = new Process({ target, backend, name: "failing" });
      using written = consoleErrors();
      process.start();
      await process.join();
      assertEquals(process.exitCode, 1);
      assert(written.text.startsWith("Process failing:\nRangeError: "), written.text);
    }
  });

  it("refuses what cannot be sent when it starts", () => {
    const process = new Process({ target: (_: unknown) => {}, args: [() => 1], backend });
    assertThrows(() => process.start(), TransferError);
    assertEquals([process.isAlive, activeChildren()], [false, []]);
  });

  it("may be a subclass, whose fields are copied", async () => {
    using shared = new Value("i", 0);
    const numbers = [1, 2, 3];
    const counter = new Counter(shared, numbers);
    counter.start();
    numbers.push(100);
    await counter.join();
    assertEquals([counter.exitCode, shared.value, counter.total.value], [0, 6, 0]);
    assertEquals(numbers, [1, 2, 3, 100]);
    assert(/^Counter-\d+$/.test(counter.name), counter.name);
  });

  it("knows who it is and who started it, also after it has awaited something", async () => {
    using seen = new Queue<unknown>();
    const tell = async (seen: Queue<unknown>) => {
      const look =
        () => [currentProcess().name, currentProcess().pid, parentProcess()?.name, activeChildren().length];
      await seen.put(look());
      await pause();
      await seen.put(look());
    };
    const processes = ["one", "two"].map((name) =>
      new Process({ target: tell, args: [seen], backend, name })
    );
    for (const process of processes) process.start();
    const looks = await Array.fromAsync({ length: 4 }, () => seen.get());
    for (const { name, pid } of processes) {
      const expected = [name, pid, "MainProcess", 0];
      const own = looks.filter((look) => (look as unknown[])[0] === name);
      assertEquals(own, canTellWhoRuns ? [expected, expected] : [expected]);
    }
    await Promise.all(processes.map((process) => process.join()));
    assertEquals([currentProcess().name, parentProcess()], ["MainProcess", null]);
  });

  it("sees the end of the one that started it, if the runtime can tell them apart", async () => {
    using seen = new Queue<unknown>();
    const starter = new Process({
      target: async (seen: Queue<unknown>) => {
        const grandchild = new Process({
          target: async (seen: Queue<unknown>) => {
            const parent = parentProcess()!;
            await seen.put([parent.name, parent.isAlive]);
            await parent.join();
            await seen.put(parent.isAlive);
          },
          args: [seen],
          backend: "inline",
        });
        grandchild.start();
        await new Promise(() => {});
      },
      args: [seen],
      backend,
      name: "starter",
    });
    starter.start();
    assertEquals(await seen.get(), ["starter", true]);
    starter.kill();
    if (canTellWhoRuns) assertEquals(await seen.get(), false);
  });

  it("is waited for with a timeout, and while this thread blocks", async () => {
    using event = new Event();
    const waiting = new Process({ target: (event: Event) => event.wait(), args: [event], backend });
    waiting.start();
    await waiting.join(2);
    assertEquals(waiting.exitCode, null);
    event.set();
    await waiting.join();
    assertEquals(waiting.exitCode, 0);
    using value = new Value("i", 0);
    const quick = new Process({
      target: (value: Value<"i">) => void (value.value = 5),
      args: [value],
      backend,
    });
    quick.start();
    quick.joinSync();
    assertEquals([quick.exitCode, value.value], [0, 5]);
  });

  it("is ended by terminate() and kill(), before it begins and while it awaits something", async () => {
    using value = new Value("i", 0);
    const early = new Process({
      target: (value: Value<"i">) => void (value.value = 1),
      args: [value],
      backend,
    });
    early.start();
    early.terminate();
    assertEquals([early.exitCode, early.isAlive], [-15, false]);
    const late = new Process({ target: never, backend });
    late.start();
    await pause();
    late.kill();
    late.kill();
    assertEquals([late.exitCode, await late.exited], [-9, -9]);
    await late.join();
    await pause();
    assertEquals([value.value, activeChildren()], [0, []]);
  });

  it("calls its exit functions, and ends its children, before it is over", async () => {
    using log = new Queue<string>();
    const process = new Process({
      target: (log: Queue<string>) => {
        atExit(() => log.put("first"), { priority: 5 });
        atExit(async () => (await null, log.put("last")), { priority: -1 });
        new Process({ target: () => new Promise(() => {}), daemon: true, backend: "inline" }).start();
        const child = new Process({
          target: async (log: Queue<string>) => {
            await new Promise((resolve) => setTimeout(resolve, 2));
            await log.put("child");
          },
          args: [log],
          backend: "inline",
        });
        child.start();
      },
      args: [log],
      backend,
    });
    process.start();
    await process.join();
    assertEquals(process.exitCode, 0);
    assertEquals([log.getSync(), log.getSync(), log.getSync()], ["first", "child", "last"]);
    assert(log.empty());
  });

  it("can be waited for together with connections, and blocks only while it runs", async () => {
    const [here, there] = Pipe(true);
    const echo = new Process({
      target: async (there: Connection) => there.send(await there.recv()),
      args: [there],
      backend,
    });
    const other = new Process({ target: () => {}, backend });
    echo.start();
    other.start();
    assertEquals(waitSync([other]), [other]);
    assertEquals(await wait([here, echo], { timeout: 0 }), []);
    await here.send("hello");
    assertEquals(await wait([here]), [here]);
    assertEquals(await here.recv(), "hello");
    await echo.join();
    assertEquals(await wait([echo, other]), [echo, other]);
    here.close();
    there.close();
  });

  it("lets go of what it got when it ends, however it ends", async () => {
    const [here, there] = Pipe(false);
    using numbers = new SharedArray("i", [1, 2, 3]);
    const ending = new Process({ target: pause, backend });
    const holding = new Process({
      target: (..._: unknown[]) => new Promise(() => {}),
      args: [there, numbers],
      backend,
    });
    holding.start();
    ending.start();
    there.close();
    await ending.join();
    holding.terminate();
    const error = await here.recv().catch((error: unknown) => error) as Error;
    assertEquals(error.constructor.name, "ConnectionClosedError");
    assertEquals([...numbers], [1, 2, 3]);
    here.close();
  });
});
