/** The kernels of the library on one thread, against C++ that does the same on the same data. */
import { measureRounds } from "../support/compare.ts";
import type { Row } from "../support/table.ts";
import { image } from "./image.ts";
import { linalg } from "./linalg.ts";
import { math } from "./math.ts";
import { ml } from "./ml.ts";
import { compileNative, nativeCompiler } from "./native.ts";
import { primes } from "./primes.ts";
import { reduce } from "./reduce.ts";
import { signal } from "./signal.ts";
import { sorting } from "./sort.ts";
import { stats } from "./stats.ts";
import { text } from "./text.ts";
import { isNear, type KernelCase, type Topic } from "./topic.ts";

const TOPICS: Readonly<Record<string, Topic>> = {
  math,
  reduce,
  linalg,
  sort: sorting,
  primes,
  image,
  stats,
  signal,
  ml,
  text,
};

/** Milliseconds that the rounds of one case take, about. */
const BUDGET = 700;
const MIN_ROUNDS = 11;
const MAX_ROUNDS = 400;

/** Measures every case, or those of one topic, or says that there is no compiler to compare with. */
export async function kernels(named?: string): Promise<Row[]> {
  const topics = Object.entries(TOPICS).filter(([name]) => named === undefined || name === named);
  if (topics.length === 0) {
    throw new RangeError(`Cannot run the topic as there are ${Object.keys(TOPICS)}: received "${named}"`);
  }
  const compiler = await nativeCompiler();
  if (compiler === undefined) {
    console.error("Skipped the kernels against C++ as there is no g++");
    return [];
  }
  console.error(`The kernels' counterparts are compiled by ${compiler}`);
  const folder = await Deno.makeTempDir();
  try {
    const clock = await compileNative(new URL("./clock.cpp", import.meta.url), {
      threadTime: { parameters: [], result: "f64" },
    }, folder);
    const rows: Row[] = [];
    for (const [, { source, symbols, cases }] of topics) {
      const library = await compileNative(source, symbols, folder);
      for (const one of cases(library.symbols)) rows.push(await measure(one, clock.symbols.threadTime));
      library.close();
    }
    return rows;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function measure(
  { scenario, atLeast, tolerance = 0, kernel, native, check }: KernelCase,
  now: () => number,
): Promise<Row> {
  // Long enough for the optimizing compiler to be done.
  for (const started = now(); now() - started < BUDGET / 3;) {
    const [ours, theirs] = [kernel(), native()];
    if (!isNear(ours, theirs, tolerance)) {
      throw new Error(`The ${scenario} and its counterpart differ: ${ours}, not ${theirs}`);
    }
  }
  check?.();
  const contenders = { kernel, native };
  const once = await measureRounds(3, contenders, now);
  const rounds = Math.round(BUDGET / (once.kernel! + once.native!));
  const times = await measureRounds(Math.min(Math.max(rounds, MIN_ROUNDS), MAX_ROUNDS), contenders, now);
  return {
    scenario,
    ratio: "speed / g++'s",
    value: times.native! / times.kernel!,
    bound: atLeast === undefined ? {} : { atLeast },
    detail: `${times.kernel!.toFixed(2)} ms, g++ ${times.native!.toFixed(2)} ms`,
  };
}
