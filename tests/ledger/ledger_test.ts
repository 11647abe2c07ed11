/**
 * No message is lost but those that a killed reader held, none is doubled and none is invented, whatever ends the threads that pass
 * them, and what these had in use comes back: a program passes messages, this one keeps the account. `MULTICORE_FULL=1` ends 40
 * threads in each way.
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { withSeed } from "../support/random.ts";
import { runWatched } from "../support/watched_program.ts";
import type { Budget } from "./budget.ts";
import { Ledger } from "./ledger.ts";

const IS_FULL = Deno.env.get("MULTICORE_FULL") !== undefined;
const ENDS = IS_FULL ? 40 : 4;
/** Ways to end a thread. */
const WAYS = ["terminate", "kill", "exit", "throw", "out of memory", "timeout", "abort", "terminate pool"];
/** Of each kind of thing, how many more may be in use at the end. What V8 and the runtime keep for themselves is not the engine's. */
const MAY_GROW: Readonly<Record<keyof Budget, number>> = {
  ...{ used: 0, retired: 0, records: 0, holds: 0, objects: 0, slots: 0, descriptors: 2, threads: 2 },
  rss: 96 * 2 ** 20,
};

describe("A ledger of messages", () => {
  for (const way of WAYS) {
    it(`balances after threads end: ${way}`, () =>
      withSeed(async (seed) => {
        let ledger = new Ledger();
        const budgets: Partial<Record<string, Budget>> = {};
        let ends = 0;
        const { code, errors } = await runWatched(
          import.meta.resolve("./traffic.ts"),
          [way, `${ENDS}`, `${seed}`],
          (line) => {
            ledger.enter(line);
            ends += Number(line.startsWith("main has seen end"));
            const [, when, json] = /^main (had|has) (\{.*)$/.exec(line) ?? [];
            if (when !== undefined) budgets[when] = JSON.parse(json!);
            // The second account begins: numbers are used again.
            if (when === "had") [ledger, ends] = [new Ledger(), 0];
          },
        );
        assertEquals(code, 0, errors);
        const { lost, doubled, invented, overtaken, got } = ledger.balance;
        const { had, has } = budgets as Record<string, Budget>;
        assert(had && has, "It did not say what is in use");
        const rss = Math.round((has.rss - had.rss) / 2 ** 20);
        console.log(`ledger | ${way} | ${ends} | ${got} | ${lost} | ${doubled} | ${invented} | ${rss} MiB`);
        assertEquals({ ends, doubled, invented, overtaken }, {
          ends: ENDS,
          doubled: 0,
          invented: 0,
          overtaken: 0,
        });
        assert(got > ENDS);
        // Every other thread reads, and has at most one message when it ends.
        assert(lost <= Math.ceil(ENDS / 2), `${lost} messages are lost`);
        for (const [thing, more] of Object.entries(MAY_GROW) as [keyof Budget, number][]) {
          assert(has[thing] <= had[thing] + more, `${thing}: ${has[thing]} are in use, ${had[thing]} were`);
        }
      }));
  }
});
