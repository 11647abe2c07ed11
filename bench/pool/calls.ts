/** Small calls, against Piscina: one after the other, and many in flight. */
import { Piscina } from "npm:piscina@5.3.2";
import { Pool } from "../../mod.ts";
import { measureRounds } from "../support/compare.ts";
import type { Row } from "../support/table.ts";

const WORKERS = 2;
const SEQUENTIAL = 1000;
const IN_FLIGHT = 20_000;
const ROUNDS = 9;

const square = (n: number) => n * n;

/** Measures both pools in the same rounds. */
export async function calls(): Promise<Row[]> {
  await using pool = new Pool(WORKERS);
  const piscina = new Piscina({
    filename: new URL("./piscina_task.mjs", import.meta.url).href,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    maxQueue: Infinity,
  });
  try {
    const sequential = (call: (n: number) => Promise<unknown>) => async () => {
      for (let n = 0; n < SEQUENTIAL; n++) await call(n);
    };
    const inFlight = (call: (n: number) => Promise<unknown>) => () =>
      Promise.all(Array.from({ length: IN_FLIGHT }, (_, n) => call(n)));
    const ours = (n: number) => pool.run(square, n);
    const theirs = (n: number) => piscina.run(n) as Promise<unknown>;

    // Both pools are warm before the first round counts.
    await measureRounds(2, { ours: inFlight(ours), theirs: inFlight(theirs) });
    const one = await measureRounds(ROUNDS, { ours: sequential(ours), theirs: sequential(theirs) });
    const many = await measureRounds(ROUNDS, { ours: inFlight(ours), theirs: inFlight(theirs) });
    const perSecond = (ms: number) => `${Math.round(IN_FLIGHT / ms * 1000)} / s`;
    const perCall = (ms: number) => `${(ms / SEQUENTIAL * 1000).toFixed(1)} µs`;
    return [
      {
        scenario: "sequential pool.run of a small function",
        ratio: "time a call / Piscina's",
        value: one.ours! / one.theirs!,
        bound: { atMost: 0.6 },
        detail: `${perCall(one.ours!)}, Piscina ${perCall(one.theirs!)}`,
      },
      {
        scenario: "20,000 calls in flight",
        ratio: "tasks a second / Piscina's",
        value: many.theirs! / many.ours!,
        bound: { atLeast: 12 },
        detail: `${perSecond(many.ours!)}, Piscina ${perSecond(many.theirs!)}`,
      },
    ];
  } finally {
    await piscina.destroy();
  }
}
