import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Process } from "../../mod.ts";
import { Value } from "../../engine/shared/value.ts";
import { runFixture } from "./run_fixture.ts";

async function exitOf(process: Process): Promise<number | null> {
  process.start();
  await process.join();
  return process.exitCode;
}

describe("a subclass of Process", () => {
  it("runs its own run() with its fields, shared ones among them, and without its constructor", async () => {
    class Adder extends Process {
      readonly total: Value<"i">;
      numbers = [1, 2];
      limits = new Map([["least", 100]]);
      constructor(total: Value<"i">) {
        super({ name: "adder" });
        this.total = total;
        total.add(1000);
      }
      override run(): void {
        for (const number of this.numbers) this.total.add(number);
        if (this.name === "adder" && this.isAlive) this.total.add(this.limits.get("least")!);
      }
    }
    using total = new Value("i", 0);
    const adder = new Adder(total);
    adder.numbers.push(3);
    assertEquals([await exitOf(adder), total.value], [0, 1106]);
    assertEquals(adder.numbers, [1, 2, 3]);
  });

  it("can leave the work to its target", async () => {
    class Twice extends Process<[Value<"i">]> {
      override run(): void {
        super.run();
        super.run();
      }
    }
    using count = new Value("i", 0);
    const twice = new Twice({ target: (count: Value<"i">) => void count.add(1), args: [count] });
    assertEquals([await exitOf(twice), count.value], [0, 2]);
  });

  it("may run asynchronously", async () => {
    class Later extends Process {
      constructor(readonly done: Value<"i">) {
        super();
      }
      override async run(): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, 1));
        this.done.value = 1;
      }
    }
    using done = new Value("i", 0);
    assertEquals([await exitOf(new Later(done)), done.value], [0, 1]);
  });

  it("is imported from the main module if that exports it", async () => {
    const { code, stdout, stderr } = await runFixture("main_export.ts");
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(stdout, [
      "hello Ada from one",
      "constructed",
      "hello Grace from greeter of Grace",
      "true true Greeter",
      "0 0",
    ]);
  });

  it("cannot travel with private members, a field that cannot be sent, or names of its module", () => {
    const known = 5;
    class Secret extends Process {
      #secret = 5;
      override run(): number {
        return this.#secret;
      }
    }
    class Method extends Process {
      override run(): void {
        this.#hidden();
      }
      #hidden(): void {}
    }
    class Callback extends Process {
      callback = () => {};
    }
    class Capturing extends Process {
      override run(): number {
        return known;
      }
    }
    const refused: [process: Process, message: string][] = [
      [
        new Secret(),
        `Cannot send class "Secret": its private member "#secret" cannot travel; make it a public one`,
      ],
      [new Method(), `its private member "#hidden" cannot travel`],
      [new Callback(), "Cannot send this.callback as"],
      [new Capturing(), `Cannot send class "Capturing": it captures "known"`],
    ];
    for (const [process, message] of refused) {
      assertThrows(() => process.start(), TransferError, message);
      assertEquals(process.pid, null);
    }
  });

  it("may have static private members", async () => {
    class Static extends Process {
      static #code = 7;
      override run(): void {
        Deno.exit(Static.#code);
      }
    }
    assertEquals(await exitOf(new Static()), 7);
  });

  it("runs in this thread if run() is called here", () => {
    const seen: number[] = [];
    new Process({ target: (n: number) => seen.push(n), args: [5] }).run();
    assertEquals(seen, [5]);
    assert(new Process().run() === undefined);
  });
});
