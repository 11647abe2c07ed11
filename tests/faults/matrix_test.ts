/**
 * Every fault, on every public operation, in each form and place, with threads and without. By default a rotation, which covers each
 * operation and each fault once; with `MULTICORE_FULL=1` every cell. `MULTICORE_SEED` chooses the rotation,
 * `MULTICORE_PART=3/40` a part of all.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { afterAll, describe, it } from "@std/testing/bdd";
import { withSeed } from "../support/random.ts";
import { type Cell, FAULTS, listCells } from "./matrix/cells.ts";
import { listOperations, type Operation } from "./matrix/operations.ts";
import { ENTRIES } from "./matrix/rows.ts";
import { NOT_PERFORMED } from "./matrix/rows/process.ts";
import type { Outcome } from "./matrix/run.ts";

/** The gate performs the same rotation each time: what another finds belongs to whoever runs that. */
const isGate = Deno.env.get("MULTICORE_GATE") === "1";
const GATE_SEED = 1801965202;
const isFull = Deno.env.get("MULTICORE_FULL") === "1";
const [FIRST_PART, PARTS] = partOf(Deno.env.get("MULTICORE_PART") ?? "1-40/40");
/** Long after a part has ended: one that stands still is a failure, not a test run that never ends. */
const GIVE_UP = 900_000;

/** `3/40` is one part, `1-40/40` are all. */
function partOf(text: string): [parts: number[], of: number] {
  const [, first, last, of] = /^(\d+)(?:-(\d+))?\/(\d+)$/.exec(text)!.map(Number);
  const count = (Number.isNaN(last!) ? first! : last!) - first! + 1;
  return [Array.from({ length: count }, (_, index) => first! + index), of!];
}

async function run(...args: (string | number)[]): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", import.meta.resolve("./matrix/run.ts"), ...args.map(String)],
    stdin: "null",
    // So that each loop of a victim can be stopped: docs/errors.md.
    env: { NO_COLOR: "1", DENO_V8_FLAGS: "--no-turboshaft-loop-unrolling" },
    signal: AbortSignal.timeout(GIVE_UP),
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  // Victims write what they die of.
  assertEquals(code, 0, err!.slice(-4000));
  return JSON.parse(out!.slice(out!.lastIndexOf("\n") + 1));
}

/** How often each fault happened. */
const injected = new Map<string, number>();

describe("The matrix of faults", () => {
  it("has a cell, or a reason, for each fault, operation, form and place, with threads and without", async () => {
    const operations = await listOperations();
    const cells = listCells(operations, ENTRIES);
    const performed = operations.filter(({ name }) => !(name in NOT_PERFORMED));
    assertEquals(cells.length, performed.length * Object.keys(FAULTS).length * 8);
    const isReal = ({ reason }: Cell) => reason === undefined;
    assertEquals(new Set(cells.filter(isReal).map(({ operation }) => operation)).size, performed.length);
    assertEquals(new Set(cells.filter(isReal).map(({ fault }) => fault)).size, Object.keys(FAULTS).length);
  });

  it("refuses an operation without a row, a form without one, and a row without an operation", async () => {
    const operations = await listOperations();
    const traits = { takesTimeout: false, takesSignal: false };
    const added: Operation = { name: "Queue.peek", forms: new Map([["Sync", traits]]) };
    assertThrows(() => listCells([...operations, added], ENTRIES), Error, "Queue.peek has no row");
    const widened = operations.map((operation) =>
      operation.name === "Queue.qsize"
        ? { ...operation, forms: new Map([...operation.forms, ["async" as const, traits]]) }
        : operation
    );
    assertThrows(() => listCells(widened, ENTRIES), Error, "Queue.qsize lacks the row of its form async");
    const fewer = operations.filter(({ name }) => name !== "Queue.put");
    assertThrows(() => listCells(fewer, ENTRIES), Error, "Queue.put is no public operation");
  });

  it(
    "has every fault happen, and every operation go on after one",
    { ignore: isFull },
    () =>
      withSeed(async (seed) => {
        const { failures, operations, injections } = await run("quick", isGate ? GATE_SEED : seed >>> 0);
        assertEquals(failures, []);
        assertEquals(operations, ENTRIES.size);
        for (const fault of Object.keys(FAULTS)) {
          assert((injections[fault] ?? 0) > 0, `${fault} never happened`);
        }
      }),
  );

  for (const part of isFull ? FIRST_PART : []) {
    it(`holds in every cell of part ${part} of ${PARTS}`, async () => {
      const outcome = await run("full", part, PARTS);
      assertEquals(outcome.failures, []);
      assert(outcome.performed > 0);
      for (const [fault, count] of Object.entries(outcome.injections)) {
        injected.set(fault, (injected.get(fault) ?? 0) + count);
      }
    });
  }

  afterAll(() => {
    for (const [fault, count] of injected) console.log(`faults | ${fault} | ${count}`);
  });
});
