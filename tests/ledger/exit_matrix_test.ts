/**
 * Programs end, whatever they leave behind: behind a pipe, and while the machine is busy. `MULTICORE_FULL=1` runs each 100 times.
 */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runWatched } from "../support/watched_program.ts";
import { LEFTOVERS } from "./fixtures/leftovers.ts";

const IS_FULL = Deno.env.get("MULTICORE_FULL") !== undefined;
const TIMES = IS_FULL ? 100 : 2;
/** Programs at a time: more than the machine has cores. */
const AT_A_TIME = navigator.hardwareConcurrency + 1;

describe("A program that ends", () => {
  for (const name of Object.keys(LEFTOVERS)) {
    it(`leaves ${name} behind, ${TIMES} times`, async () => {
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
      console.log(`exits | ${name} | ${TIMES} | 0 | ${(slowest / 1000).toFixed(1)} s`);
    });
  }
});
