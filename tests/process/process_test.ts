import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { SimpleQueue } from "../../engine/channel/simple_queue.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { activeChildren } from "../../engine/process/children.ts";
import { currentProcess } from "../../engine/process/process_tree.ts";
import { Process } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { Value } from "../../engine/shared/value.ts";
import { changeKey } from "./fixtures/auth_keys.ts";
import { usedBytes } from "./used_bytes.ts";

const nothing = () => {};
const forEver = () => new Promise<void>(() => {});

describe("Process", () => {
  it("calls its target with its arguments, shared ones among them, and exits with 0", async () => {
    using sum = new Value("i", 1);
    const process = new Process({
      target: (sum: Value<"i">, terms: number[], { factor }: { factor: number }) => {
        for (const term of terms) sum.add(term * factor);
      },
      args: [sum, [1, 2, 3], { factor: 10 }],
    });
    process.start();
    await process.join();
    assertEquals([process.exitCode, sum.value], [0, 61]);
  });

  for (const backend of ["thread", "inline"] as const) {
    it(`calls its target with kwargs after args: ${backend}`, async () => {
      using sum = new Value("i", 1);
      const target = (sum: Value<"i">, terms: number[], { factor }: { factor: number }) => {
        for (const term of terms) sum.add(term * factor);
      };
      const process = new Process({ target, args: [sum, [1, 2, 3]], kwargs: { factor: 10 }, backend });
      process.start();
      assertEquals(await process.exited, 0);
      assertEquals(sum.value, 61);
      const alone = new Process({
        target: ({ sum }: { sum: Value<"i"> }) => void sum.add(1),
        kwargs: { sum },
      });
      alone.start();
      assertEquals(await alone.exited, 0);
      assertEquals(sum.value, 62);
    });

    it(`is waited for with a timeout that is longer than a timer can be: ${backend}`, async () => {
      const target = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
      const process = new Process({ target, backend });
      process.start();
      await process.join(2 ** 32);
      assertEquals(process.exitCode, 0);
    });
  }

  it("waits for the promise that its target returns", async () => {
    using done = new Value("i", 0);
    const process = new Process({
      target: async (done: Value<"i">) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        done.value = 1;
      },
      args: [done],
    });
    process.start();
    await process.join();
    assertEquals([process.exitCode, done.value], [0, 1]);
  });

  it("does nothing without a target", async () => {
    const process = new Process();
    process.start();
    assertEquals(await process.exited, 0);
  });

  it("copies its arguments when it starts", async () => {
    using seen = new Value("i", 0);
    const list = [7];
    const process = new Process({
      target: (seen: Value<"i">, list: number[]) => void (seen.value = list[0]!),
      args: [seen, list],
    });
    process.start();
    list[0] = 8;
    await process.join();
    assertEquals(seen.value, 7);
  });

  it("takes only arguments that its target takes", () => {
    const f = (n: number, s?: string) => `${n}${s}`;
    new Process({ target: f, args: [5] });
    new Process({ target: f, args: [5, "x"] });
    new Process({ target: nothing });
    new Process({ target: (...all: number[]) => all });
    // @ts-expect-error A string is no number.
    new Process({ target: f, args: ["5"] });
    // @ts-expect-error One is missing.
    new Process({ target: f, args: [] });
    // @ts-expect-error All are missing.
    new Process({ target: f });
    // @ts-expect-error One too many.
    new Process({ target: nothing, args: [1] });
    const other: Process = new Process({ target: f, args: [1] });
    assertEquals(other.isAlive, false);
  });

  it("has the attributes of Python's before, while and after it runs", async () => {
    const process = new Process({ target: nothing });
    assertEquals([process.isAlive, process.exitCode, process.pid, process.daemon], [
      false,
      null,
      null,
      false,
    ]);
    process.start();
    const { pid } = process;
    assertEquals([process.isAlive, process.exitCode, typeof pid], [true, null, "number"]);
    assert(activeChildren().includes(process));
    await process.join();
    assertEquals([process.isAlive, process.exitCode, process.pid, process.ident], [false, 0, pid, pid]);
    assertEquals(activeChildren(), []);
  });

  it("is named after its class and the count of processes so far", () => {
    class Mine extends Process {}
    const number = Number(/^Process-(\d+)$/.exec(new Process().name)![1]);
    new Process({ name: "own" });
    assertEquals(new Mine().name, `Mine-${number + 2}`);
    assertEquals(new (class extends Process {})().name, `Process-${number + 3}`);
    const process = new Process({ name: "own" });
    assertEquals(process.name, "own");
    process.name = "other";
    assertEquals(process.name, "other");
    assertThrows(
      () => process.name = 5 as never,
      TypeError,
      "Cannot name a process as 'name' must be a string: received 5",
    );
  });

  it("tells its text form as Python does", async () => {
    const process = new Process({ target: nothing, name: "n", daemon: true });
    const parent = Deno.pid;
    assertEquals(`${process}`, `<Process name='n' parent=${parent} initial daemon>`);
    process.start();
    const { pid } = process;
    assertEquals(`${process}`, `<Process name='n' pid=${pid} parent=${parent} started daemon>`);
    await process.join();
    assertEquals(
      Deno.inspect(process),
      `<Process name='n' pid=${pid} parent=${parent} stopped exitcode=0 daemon>`,
    );
    process.close();
    assertEquals(`${process}`, `<Process name='n' parent=${parent} closed daemon>`);
  });

  it("refuses options that it cannot have", () => {
    const create = (options: unknown) => () => new Process(options as never);
    for (
      const [options, message] of [
        [
          { tarqet: nothing },
          "option 'tarqet' is unknown: the options are target, args, kwargs, name, daemon, maxHeap",
        ],
        [{ target: 5 }, "'target' must be a function: received 5"],
        [{ target: nothing, args: 5 }, "'args' must be an array: received 5"],
        [{ target: nothing, kwargs: [5] }, "'kwargs' must be an object: received"],
        [{ name: 5 }, "'name' must be a string: received 5"],
        [{ daemon: 1 }, "'daemon' must be a boolean: received 1"],
        ["x", "its options must be an object: received x"],
      ] as const
    ) {
      assertThrows(create(options), TypeError, `Cannot create a process as ${message}`);
    }
    for (
      const [maxHeap, rule] of [[0, "at least 8"], [7, "at least 8"], [8.5, "a whole number"], [
        NaN,
        "at least 8",
      ]] as const
    ) {
      assertThrows(create({ maxHeap }), RangeError, `'maxHeap' must be ${rule}: received ${maxHeap}`);
    }
  });
});

describe("Process.start()", () => {
  it("throws for what cannot be sent, and can be tried again", async () => {
    const local = 5;
    const capturing = new Process({ target: () => local });
    assertThrows(() => capturing.start(), TransferError, `captures "local"`);
    const argument = new Process({ target: (_: unknown) => {}, args: [{ call: nothing }] });
    assertThrows(() => argument.start(), TransferError, "Cannot send args[0].call as");
    const itself = new Process({ target: (_: unknown) => {}, args: [argument] });
    assertThrows(() => itself.start(), TransferError, "a process belongs to the thread that created it");
    const list: unknown[] = [nothing];
    const again = new Process({ target: (_: unknown[]) => {}, args: [list] });
    assertThrows(() => again.start(), TransferError);
    assertEquals([again.isAlive, again.pid], [false, null]);
    list.pop();
    again.start();
    assertEquals(await again.exited, 0);
  });

  it("throws the second time", async () => {
    const process = new Process({ target: nothing, name: "n" });
    process.start();
    const again = () => process.start();
    assertThrows(again, Error, `Cannot start process "n" twice`);
    await process.join();
    assertThrows(again, Error, `Cannot start process "n" twice`);
  });

  it("lets go of its message: what it held is freed when nobody else holds it", async () => {
    using gate = new Value("i", 0);
    const array = new SharedArray("d", 100_000);
    const process = new Process({
      target: async (gate: Value<"i">, array: SharedArray<"d">) => {
        array[Symbol.dispose]();
        gate.value = 1;
        while (gate.value === 1) await new Promise((resolve) => setTimeout(resolve, 1));
      },
      args: [gate, array],
    });
    const before = usedBytes();
    process.start();
    while (gate.value === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    array[Symbol.dispose]();
    const freed = before - usedBytes();
    assert(freed > 700_000, `Only ${freed} of 800,000 bytes were freed`);
    gate.value = 2;
    await process.join();
  });
});

describe("Process.join()", () => {
  it("returns after its timeout, and can be repeated", async () => {
    const process = new Process({ target: forEver, daemon: true });
    process.start();
    await process.join(0);
    await process.join(5);
    process.joinSync(0);
    process.joinSync(5);
    assertEquals([process.isAlive, process.exitCode], [true, null]);
    process.terminate();
    await process.join();
    await process.join();
    process.joinSync();
    assertEquals(process.exitCode, -15);
  });

  it("refuses a timeout that is none, and a process that was not started", async () => {
    const process = new Process({ name: "n" });
    for (const join of [() => process.join(), () => process.joinSync(), () => process.exited]) {
      await assertThrowsOrRejects(join, /^Cannot (join|wait for) process "n" as it has not been started$/);
    }
    process.start();
    await assertThrowsOrRejects(
      () => process.join(-1),
      /^Cannot join process "n" as 'timeout' must be 0 or more/,
    );
    await assertThrowsOrRejects(() => process.joinSync(0.5), /looks like seconds: received 0.5$/);
    await process.join();
  });
});

describe("Process.joinSync()", () => {
  it("blocks until the process has ended, however that is", async () => {
    const ends: [target: () => unknown, code: number][] = [
      [nothing, 0],
      [() => Deno.exit(3), 3],
      [() => Promise.resolve().then(() => Deno.exit(4)), 4],
      [() => new Promise(() => setTimeout(() => globalThis.process.exit(5))), 5],
    ];
    for (const [target, code] of ends) {
      const process = new Process({ target });
      process.start();
      process.joinSync();
      assertEquals([process.isAlive, process.exitCode], [false, code]);
      assertEquals(await process.exited, code);
    }
  });
});

describe("Process.exitCode", () => {
  it("is what the process gave to exit(), as a byte", async () => {
    const exits = [0, 1, 255, 256, 300, -1].map((code) => {
      const process = new Process({ target: (code: number) => Deno.exit(code), args: [code] });
      process.start();
      return process;
    });
    const codes = await Promise.all(exits.map((process) => process.exited));
    assertEquals(codes, [0, 1, 255, 0, 44, 255]);
  });
});

describe("Process.close()", () => {
  it("is refused while it runs, and leaves nothing but the name and the daemon flag", async () => {
    const process = new Process({ target: forEver, name: "n", daemon: true });
    process.start();
    assertThrows(() => process.close(), Error, `Cannot close process "n" while it is still running`);
    process.kill();
    await process.join();
    process.close();
    process.close();
    assertEquals([process.name, process.daemon], ["n", true]);
    const uses: (() => unknown)[] = [
      () => process.start(),
      () => process.join(),
      () => process.joinSync(),
      () => process.terminate(),
      () => process.kill(),
      () => process.isAlive,
      () => process.exitCode,
      () => process.pid,
      () => process.exited,
    ];
    for (const use of uses) await assertThrowsOrRejects(use, /^Cannot .* process "n" as it is closed$/);
    const unstarted = new Process();
    unstarted.close();
    assertThrows(() => unstarted.start(), Error, "is closed");
  });
});

describe("Process.daemon", () => {
  it("can be set until it is started", async () => {
    const process = new Process({ target: nothing, name: "n" });
    process.daemon = true;
    assertStrictEquals(process.daemon, true);
    assertThrows(() => process.daemon = 1 as never, TypeError, "'daemon' must be a boolean: received 1");
    process.start();
    const set = () => process.daemon = false;
    assertThrows(set, Error, `Cannot make process "n" a daemon or not as it has already started`);
    await process.join();
    assertThrows(set, Error, "already started");
  });
});

/** For what may throw at once or reject. */
async function assertThrowsOrRejects(use: () => unknown, message: RegExp): Promise<void> {
  let error: unknown;
  try {
    await use();
  } catch (thrown) {
    error = thrown;
  }
  assert(error instanceof Error, "It neither threw nor rejected");
  assertMatch(error.message, message);
}

describe("Process.authKey", () => {
  it("is the creator's unless it is set, and the same in its children", async () => {
    const own = currentProcess().authKey;
    assertEquals(own.length, 32);
    own[0]! ^= 1;
    assert(currentProcess().authKey[0] !== own[0], "It can be changed through a copy");
    const keys = new SimpleQueue<Uint8Array>();
    const inherits = new Process({ target: changeKey, args: [keys] });
    const other = new Process({ target: changeKey, args: [keys] });
    other.authKey = Uint8Array.of(1, 2);
    for (
      const [process, key] of [[inherits, currentProcess().authKey], [other, Uint8Array.of(1, 2)]] as const
    ) {
      assertEquals(process.authKey, key);
      process.start();
      assertEquals([await keys.get(), await keys.get()], [key, Uint8Array.of(3, 4)]);
      assertEquals(process.authKey, key);
      await process.join();
    }
  });

  it("refuses what is no key, and that of a process that has started", async () => {
    const process = new Process({ target: nothing, name: "n" });
    assertThrows(
      () => process.authKey = "secret" as never,
      TypeError,
      `Cannot set the key of process "n" as 'authKey' must be a Uint8Array: received secret`,
    );
    process.start();
    assertThrows(() => process.authKey = Uint8Array.of(1), Error, "as it has already started");
    await process.join();
  });
});
