/**
 * Runs each feature's program in each runtime: `deno task runtimes`. Its last test compares the table in README.md with what
 * came out; with `--write` it writes the table there.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { withMarkedTable } from "../tools/marked_table.ts";
import { type Feature, FEATURES } from "./features.ts";
import { runFeature } from "./run_feature.ts";
import { installRuntimes, type Runtime } from "./runtimes.ts";

const README = new URL("../../README.md", import.meta.url);

interface Outcome {
  readonly runtime: Runtime;
  readonly feature: Feature;
  /** What went wrong. */
  readonly failure: string | undefined;
}

/** As many programs at a time as the machine has cores. */
async function runAll(runtimes: readonly Runtime[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const todo = FEATURES.flatMap((feature) => runtimes.map((runtime) => ({ runtime, feature })));
  const runSome = async () => {
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      outcomes.push({ ...next, failure: await runFeature(next.runtime, next.feature) });
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, runSome));
  return outcomes;
}

function tableOf(runtimes: readonly Runtime[], outcomes: readonly Outcome[]): string {
  const rows = FEATURES.map((feature) => {
    const cells = runtimes.map(({ name }) => {
      const outcome = outcomes.find((outcome) =>
        outcome.feature === feature && outcome.runtime.name === name
      );
      if (outcome!.failure === undefined) return "works";
      return `no: ${feature.lacking?.[name]?.why ?? "FAILS"}`;
    });
    return `| ${[feature.name, ...cells].join(" | ")} |`;
  });
  const heads = ["", ...runtimes.map(({ name }) => name)];
  return [`| ${heads.join(" | ")} |`, `|${" --- |".repeat(heads.length)}`, ...rows].join("\n") + "\n";
}

const runtimes = await installRuntimes();
const outcomes = await runAll(runtimes);
const table = tableOf(runtimes, outcomes);
console.log(table);

for (const runtime of runtimes) {
  describe(runtime.name, () => {
    for (const { feature, failure } of outcomes.filter((outcome) => outcome.runtime === runtime)) {
      const lack = feature.lacking?.[runtime.name];
      it(`${feature.name}: ${lack === undefined ? "works" : "no"}`, () => {
        if (lack === undefined) assertEquals(failure, undefined);
        else assertMatch(failure ?? "It works here, which features.ts does not know", lack.failure);
      });
    }
  });
}

/** What the library does in a runtime that it does not know, for which one of those stands in that it does. */
describe("a runtime that gives no proof of a thread's death", () => {
  for (const runtime of runtimes.filter(({ name }) => name.startsWith("Node"))) {
    it(`keeps from use what a stopped task could write: ${runtime.name}`, async () => {
      const program = { name: "without proof", program: "no_proof.ts" };
      assertEquals(await runFeature(runtime, program), undefined);
    });
  }
});

describe("the table in README.md", () => {
  it("says what came out", async () => {
    const text = await withMarkedTable(README, "runtimes", table);
    if (Deno.args.includes("--write")) await Deno.writeTextFile(README, text);
    assertEquals(
      await Deno.readTextFile(README) === text,
      true,
      "README.md says another thing: run `deno task runtimes --write`",
    );
  });
});
