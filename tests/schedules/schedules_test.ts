/**
 * The shipped core under all orders in which two and three threads can make its steps. `MULTICORE_FULL=1` plays the long programs
 * to their end, or 100,000 orders of each and 10,000 at random; otherwise some of them.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { CORE_WASM } from "../../engine/core/generated/core.ts";
import { coreWith, SEEDED_BUGS } from "./seeded_bugs.ts";
import { explore, type Outcome, sample } from "./explore.ts";
import { instrument } from "./instrument.ts";
import { PLAYS } from "./plays.ts";
import { type Play, Stage } from "./stage.ts";

const IS_FULL = Deno.env.get("MULTICORE_FULL") !== undefined;
const MOST_ORDERS = IS_FULL ? 100_000 : 1_500;
const MOST_SAMPLES = IS_FULL ? 10_000 : 500;
const SEED = 20_261_130;

const shipped = new WebAssembly.Module(instrument(Uint8Array.fromBase64(CORE_WASM)));

function playOf(name: string): Play {
  const found = PLAYS.find((play) => nameOf(play) === name);
  assert(found, `There is no program "${name}"`);
  return found;
}

function nameOf({ room, name }: Play): string {
  return `${room}: ${name}`;
}

function played(play: Play, module: WebAssembly.Module, limit: number): Outcome {
  const stage = new Stage(module, play.isExact);
  const program = play.stage(stage);
  const outcome = explore(stage.machine, program, limit);
  if (outcome.isComplete || outcome.failure !== undefined) return outcome;
  const sampled = sample(stage.machine, program, MOST_SAMPLES, SEED);
  return { ...outcome, orders: outcome.orders + sampled.orders, failure: sampled.failure };
}

describe("The shipped core in all orders", () => {
  for (const play of PLAYS) {
    it(nameOf(play), () => {
      const { orders, steps, isComplete, failure } = played(
        play,
        shipped,
        play.isLong ? MOST_ORDERS : Infinity,
      );
      assert(failure === undefined, failure);
      if (!play.isLong) assert(isComplete);
      console.log(`schedules | ${nameOf(play)} | ${orders} | ${isComplete ? "all" : "some"} | ${steps}`);
    });
  }
});

describe("explore()", () => {
  const complete = [
    "lock: an owner is killed",
    "ring: a ring that is nearly full",
    "barrier: one of two is killed",
  ];
  for (const name of complete) {
    it(`comes to every end that orders at random come to: ${name}`, () => {
      const play = playOf(name);
      const stage = new Stage(shipped, play.isExact);
      const program = play.stage(stage);
      const ends = (play: (program: ReturnType<Play["stage"]>) => Outcome) => {
        const seen = new Set<string>();
        const check = () => {
          const words = [...new Set(stage.machine.changedWords())].sort((a, b) => a - b);
          seen.add(words.map((word) => `${word}=${stage.machine.words[word]}`).join());
          program.check();
        };
        assertEquals(play({ ...program, check }).failure, undefined);
        return seen;
      };
      // The first time it learns which words are contended.
      explore(stage.machine, program);
      const explored = ends((program) => explore(stage.machine, program));
      const sampled = ends((program) => sample(stage.machine, program, 3000, SEED));
      assert(sampled.size > 1);
      assertEquals([...sampled.difference(explored)], []);
    });
  }
});

describe("A fault in the core is found", () => {
  for (const bug of SEEDED_BUGS) {
    it(bug.name, async () => {
      const play = playOf(bug.finder);
      const rehearsal = new Stage(shipped, play.isExact);
      assertEquals(explore(rehearsal.machine, play.stage(rehearsal), 500).failure, undefined);
      const core = await coreWith(bug, rehearsal.machine.calls);
      const outcome = played(play, new WebAssembly.Module(instrument(core)), 20_000);
      assert(outcome.failure !== undefined, `Not found in ${outcome.orders} orders`);
      assertStringIncludes(outcome.failure.split("\n")[0]!, bug.symptom);
      console.log(`bugs | ${bug.name} | ${bug.finder} | ${outcome.orders}`);
    });
  }
});
