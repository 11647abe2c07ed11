/**
 * Programs end, whatever they leave behind: behind a pipe, and while the machine is busy. `MULTICORE_FULL=1` runs each 100 times.
 */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runWatched } from "../support/watched_program.ts";
import { OTHERS, POOLS } from "./fixtures/leftovers.ts";

const IS_FULL = Deno.env.get("MULTICORE_FULL") !== undefined;
const TIMES = IS_FULL ? 100 : 2;
/** Programs at a time: more than the machine has cores. */
const AT_A_TIME = navigator.hardwareConcurrency + 1;

/** Runs a program so often, several at a time: the seconds that the slowest took. */
async function slowest(name: string): Promise<number> {
  let left = TIMES, slowest = 0;
  const lane = async () => {
    while (left-- > 0) {
      const lines: string[] = [];
      const began = performance.now();
      const { code, errors } = await runWatched(
        import.meta.resolve("./fixtures/leftovers.ts"),
        [name],
        (line) => lines.push(line),
      );
      assertEquals({ code, lines, errors }, { code: 0, lines: [`main leaves ${name}`], errors: "" });
      slowest = Math.max(slowest, performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  return slowest / 1000;
}

for (const [what, leftovers] of Object.entries({ "a pool": POOLS, "no pool": OTHERS })) {
  describe(`A program that ends and leaves ${what} behind`, () => {
    for (const name of Object.keys(leftovers)) {
      it(`${name}, ${TIMES} times`, async () => {
        console.log(`exits | ${name} | ${TIMES} | 0 | ${(await slowest(name)).toFixed(1)} s`);
      });
    }
  });
}
