/**
 * Performs the cells of the matrix that are asked for and prints, as JSON, what came of them.
 * `run.ts quick SEED` performs a rotation, `run.ts full PART PARTS [PATTERN]` every cell of a part, among those whose names match.
 */
import { engineCounts } from "../../support/engine_counts.ts";
import { Random } from "../../support/random.ts";
import { type Cell, listCells } from "./cells.ts";
import { Bench, LANES, settle } from "./inject.ts";
import { listOperations } from "./operations.ts";
import { ENTRIES } from "./rows.ts";

const isVerbose = Deno.env.has("MULTICORE_VERBOSE");

/** What a run came to. */
export interface Outcome {
  readonly cells: number;
  readonly performed: number;
  readonly operations: number;
  /** How often each fault happened. */
  readonly injections: Record<string, number>;
  /** How many cells cannot exist, by reason. */
  readonly reasons: Record<string, number>;
  readonly failures: readonly string[];
}

/** Faults that cost a thread, and how many times rarer they are in a rotation than others. */
const COSTLY = /^a user of it/;
const RARER = 12;

/** Cells in an order that the seed determines, of which each covers an operation or a fault that none before it covers. */
export function rotation(cells: readonly Cell[], seed: number): Cell[] {
  const random = new Random(seed);
  const isCostly = ({ fault, backend }: Cell) => backend === "thread" && COSTLY.test(fault);
  const shuffled = cells.filter(({ reason }) => reason === undefined)
    .map((cell) => ({ cell, place: random.below(2 ** 26) * (isCostly(cell) ? RARER : 1) }))
    .sort((a, b) => a.place - b.place).map(({ cell }) => cell);
  const covered = new Set<string>();
  return shuffled.filter(({ operation, fault }) => {
    const isNew = !covered.has(operation) || !covered.has(fault);
    covered.add(operation).add(fault);
    return isNew;
  });
}

/** Cells that leave no room are performed alone. */
const ALONE = /full$/;
/** Cells after which what is left is counted. */
const BATCH = Number(Deno.env.get("MULTICORE_BATCH") ?? 120);

/** Performs cells, and makes sure that they leave nothing. */
export async function perform(cells: readonly Cell[], chosen: readonly Cell[]): Promise<Outcome> {
  const injections: Record<string, number> = {};
  const reasons: Record<string, number> = {};
  for (const { reason } of cells) if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1;
  const failures: string[] = [];
  const guard = async (name: string, body: () => Promise<void>) => {
    const start = performance.now();
    if (isVerbose) console.error(`begins: ${name}`);
    try {
      await body();
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : error}`);
      if (isVerbose) console.error(`fails: ${failures.at(-1)}`);
    }
    if (isVerbose) console.error(`${Math.round(performance.now() - start)} ms: ${name}`);
  };
  await using bench = await Bench.open();
  const one = (cell: Cell) =>
    guard(nameOf(cell), async () => {
      const count = await bench.perform(cell);
      injections[cell.fault] = (injections[cell.fault] ?? 0) + count;
      if (count === 0) throw new Error("the fault did not happen");
    });
  const { slots } = engineCounts();
  for (const isAlone of [false, true]) {
    const kind = chosen.filter(({ fault }) => ALONE.test(fault) === isAlone);
    for (let at = 0; at < kind.length; at += BATCH) {
      const queue = kind.slice(at, at + BATCH).values();
      const lane = async () => {
        for (const cell of queue) await one(cell);
      };
      await Promise.all(Array.from({ length: isAlone ? 1 : LANES }, lane));
      await guard(`${BATCH} cells from ${nameOf(kind[at]!)}`, () => settle(slots));
    }
  }
  const operations = new Set(chosen.map(({ operation }) => operation)).size;
  return { cells: cells.length, performed: chosen.length, operations, injections, reasons, failures };
}

function nameOf({ operation, fault, form, place, backend }: Cell): string {
  return `${operation}, ${form}, in ${place}, ${backend}: ${fault}`;
}

if (import.meta.main) {
  const cells = listCells(await listOperations(), ENTRIES);
  const possible = cells.filter(({ reason }) => reason === undefined);
  const [form, first = "1", second = "1", only] = Deno.args;
  const chosen = form === "quick"
    ? rotation(cells, Number(first))
    : possible.filter((cell) => only === undefined || new RegExp(only).test(nameOf(cell)))
      .filter((_, index) => index % Number(second) === Number(first) - 1);
  const outcome = await perform(cells, chosen);
  if (isVerbose) console.error("all done");
  console.log(JSON.stringify(outcome));
  // An inline victim that is stopped while it waits for a socket leaves that wait, which would keep the program running.
  Deno.exit();
}
