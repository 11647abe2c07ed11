/** A lock that nobody else wants, and a shared counter, against CPython's. */
import { Lock, Value } from "../../mod.ts";
import { medianRounds, timed } from "../support/compare.ts";
import { Python } from "../support/python.ts";
import type { Row } from "../support/table.ts";

const PAIRS = 200_000;
const ROUNDS = 15;

/** Measures both in the same rounds. */
export async function locks(): Promise<Row[]> {
  const version = await Python.version();
  if (version === undefined) {
    console.error("Skipped the locks: there is no python3");
    return [];
  }
  await using python = new Python(new URL("./locks.py", import.meta.url));
  using lock = new Lock();
  using value = new Value("i", 0);
  const contenders: Record<string, () => number | Promise<number>> = {
    sync: timed(() => {
      for (let i = 0; i < PAIRS; i++) {
        lock.acquireSync();
        lock.release();
      }
    }),
    pair: () => python.run("pair", PAIRS),
    async: timed(async () => {
      for (let i = 0; i < PAIRS; i++) {
        await lock.acquire();
        lock.release();
      }
    }),
    add: timed(() => {
      for (let i = 0; i < PAIRS; i++) value.add(1);
    }),
    increment: () => python.run("add", PAIRS),
  };
  await medianRounds(3, contenders);
  const times = await medianRounds(ROUNDS, contenders);
  const each = (name: string) => `${(times[name]! / PAIRS * 1e6).toFixed(0)} ns`;
  return [
    {
      scenario: "acquireSync and release of a free Lock",
      ratio: "time / CPython's",
      value: times.sync! / times.pair!,
      bound: { atMost: 1 },
      detail: `${each("sync")}, ${version} ${each("pair")}`,
    },
    {
      scenario: "await acquire and release of a free Lock",
      ratio: "time / CPython's, which blocks",
      value: times.async! / times.pair!,
      bound: { atMost: 2 },
      detail: `${each("async")}, ${version} ${each("pair")}`,
    },
    {
      scenario: "add to a Value",
      ratio: "time / CPython's += 1 under get_lock",
      value: times.add! / times.increment!,
      bound: { atMost: 0.2 },
      detail: `${each("add")}, ${version} ${each("increment")}`,
    },
  ];
}
