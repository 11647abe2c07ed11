/**
 * Runs the benchmarks, all of them or those that are named, and prints the ratios: `deno task bench [calls] [loops]`.
 *
 * @module
 */
import { calls } from "./pool/calls.ts";
import { loops } from "./pool/loops.ts";
import { type Row, table } from "./support/table.ts";

const BENCHMARKS: Readonly<Record<string, () => Promise<Row[]>>> = { calls, loops };

const named = Deno.args.length > 0 ? Deno.args : Object.keys(BENCHMARKS);
const rows: Row[] = [];
for (const name of named) {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) {
    console.error(`Cannot run benchmark "${name}": there are ${Object.keys(BENCHMARKS).join(", ")}`);
    Deno.exit(2);
  }
  rows.push(...await benchmark());
}
console.log(table(rows));
