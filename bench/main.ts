/**
 * Runs the benchmarks, all of them or those that are named, and prints the ratios:
 * `deno task bench [calls] [loops] [codec] [locks] [queues] [scalar] [kernels] [pools] [start]`.
 * `kernels:math` runs one topic of the kernels.
 *
 * @module
 */
import { locks } from "./channels/locks.ts";
import { queues } from "./channels/queues.ts";
import { codec } from "./codec/codec.ts";
import { kernels } from "./kernels/kernels.ts";
import { pools } from "./kernels/pools.ts";
import { scalar } from "./kernels/scalar.ts";
import { calls } from "./pool/calls.ts";
import { loops } from "./pool/loops.ts";
import { start } from "./start/start.ts";
import { type Row, table } from "./support/table.ts";

const BENCHMARKS: Readonly<Record<string, (part?: string) => Promise<Row[]>>> = {
  calls,
  loops,
  codec,
  locks,
  queues,
  scalar,
  kernels,
  pools,
  start,
};

const named = Deno.args.length > 0 ? Deno.args : Object.keys(BENCHMARKS);
const rows: Row[] = [];
for (const whole of named) {
  const [name, part] = whole.split(":") as [string, string?];
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) {
    console.error(`Cannot run benchmark "${name}": there are ${Object.keys(BENCHMARKS).join(", ")}`);
    Deno.exit(2);
  }
  if (part !== undefined && benchmark !== kernels) {
    console.error(`Cannot run a part of benchmark "${name}": only "kernels" has parts`);
    Deno.exit(2);
  }
  rows.push(...await benchmark(part));
}
console.log(`${navigator.hardwareConcurrency} cores, Deno ${Deno.version.deno}, V8 ${Deno.version.v8}\n`);
console.log(table(rows));
