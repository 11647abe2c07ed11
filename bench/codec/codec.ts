/** Values through shared memory and back, by our codec and by others. */
import { isDeepStrictEqual } from "node:util";
import { measureRounds } from "../support/compare.ts";
import type { Row } from "../support/table.ts";
import { CODECS, CONTENDERS, type RoundTrip } from "./contenders.ts";
import { VALUES } from "./values.ts";

const ROUNDS = 15;
const ROUND_MS = 8;
/** Long enough for the optimising compiler, even where it has no core of its own. */
const WARM_UP_MS = 300;
const OTHERS = Object.keys(CODECS).filter((name) => name !== "ours");

/** Measures every value in rounds of its own. */
export async function codec(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [label, value] of Object.entries(VALUES)) {
    const times = await nanoseconds(value);
    const best = Math.min(...OTHERS.map((name) => times[name] ?? Infinity));
    const told = (name: string) => `${name} ${times[name]?.toFixed(0) ?? "-"}`;
    const counted = ["ours", ...OTHERS].map(told).join(", ");
    rows.push({
      scenario: `${label} through shared memory and back`,
      ratio: "time / fastest that returns an equal value",
      value: (times.ours ?? Infinity) / best,
      bound: { atMost: 1 },
      detail: `ns: ${counted}; not counted: ${told("structuredClone")}`,
    });
  }
  return rows;
}

/** Nanoseconds that a round trip takes, for each contender that returns an equal value. */
async function nanoseconds(value: unknown): Promise<Record<string, number>> {
  const able = Object.entries(CONTENDERS).filter(([, trip]) => returnsEqual(trip, value));
  const counts: Record<string, number> = {};
  const rounds: Record<string, () => void> = {};
  for (const [name, trip] of able) {
    const count = counts[name] = tripsARound(trip, value);
    rounds[name] = () => repeat(trip, value, count);
  }
  const times = await measureRounds(ROUNDS, rounds);
  return Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, ms * 1e6 / counts[name]!]));
}

function returnsEqual(trip: RoundTrip, value: unknown): boolean {
  try {
    return isDeepStrictEqual(trip(value), value);
  } catch {
    return false;
  }
}

/** Warms up, and tells how many round trips take `ROUND_MS` or a little more. */
function tripsARound(trip: RoundTrip, value: unknown): number {
  const until = performance.now() + WARM_UP_MS;
  while (performance.now() < until) trip(value);
  for (let count = 1;; count *= 2) {
    const started = performance.now();
    repeat(trip, value, count);
    if (performance.now() - started >= ROUND_MS) return count;
  }
}

function repeat(trip: RoundTrip, value: unknown, count: number): void {
  for (let i = 0; i < count; i++) trip(value);
}
