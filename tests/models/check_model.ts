/**
 * Runs random commands on an object and on a simple model of it, and compares the two. All models together are 500, with
 * `MULTICORE_FULL=1` 10,000. A failure prints the seed, to be given as `MULTICORE_SEED`, and the commands.
 */
import fc from "npm:fast-check@4.10.2";

const isFull = Deno.env.get("MULTICORE_FULL") === "1";
const MODELS = Number(Deno.env.get("MULTICORE_MODELS") ?? (isFull ? 10_000 : 500));
const seed = Number(Deno.env.get("MULTICORE_SEED") ?? Math.floor(Math.random() * 2 ** 31));

/** How many kills there were; each test counts its own. */
export const kills = { count: 0 };

/** How many models a test runs that has so many hundredths of all. */
export function modelsOf(share: number): number {
  return Math.ceil(MODELS * share / 100);
}

/** One command: whether it can be run, what it does to both, and what it is called. */
export interface Step<M extends object, R> {
  readonly name: string;
  readonly can?: (model: M) => boolean;
  readonly run: (model: M, real: R) => Promise<void> | void;
}

/** A command for fast-check, from a step that takes arbitrary numbers. */
export function command<M extends object, R, A>(
  arbitrary: fc.Arbitrary<A>,
  make: (value: A) => Step<M, R>,
): fc.Arbitrary<fc.AsyncCommand<M, R, true>> {
  return arbitrary.map((value) => {
    const { name, can, run } = make(value);
    return {
      check: (model) => Promise.resolve(can?.(model as M) ?? true),
      run: async (model, real) => await run(model, real),
      toString: () => `${name}(${JSON.stringify(value)})`,
    };
  });
}

/** Checks as many models as the share says; `open` makes a model and what it is a model of, `close` ends that. */
export async function checkModel<M extends object, R>(
  what: string,
  share: number,
  commands: readonly fc.Arbitrary<fc.AsyncCommand<M, R, true>>[],
  open: () => Promise<{ model: M; real: R }> | { model: M; real: R },
  close: (model: M, real: R) => Promise<void> | void,
): Promise<void> {
  const before = kills.count;
  const numRuns = modelsOf(share);
  await fc.assert(
    fc.asyncProperty(fc.commands([...commands], { maxCommands: 20 }), async (steps) => {
      const opened = await open();
      try {
        await fc.asyncModelRun(() => opened, steps);
      } finally {
        await close(opened.model, opened.real);
      }
    }),
    { numRuns, seed, endOnFailure: true },
  );
  if (isFull) console.log(`models | ${what} | ${numRuns} | ${kills.count - before} | ${seed}`);
}
