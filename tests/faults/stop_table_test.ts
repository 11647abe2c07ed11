/**
 * A table of loops and of ways to run out of memory, each stopped: its thread is gone from the system, or it was reported.
 * `MULTICORE_FULL=1` stops each in each way, also where V8 unrolls loops.
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const isLong = Deno.env.get("MULTICORE_FULL") === "1";

interface Row {
  readonly body: string;
  readonly way: string;
  readonly outcome: string;
  /** Milliseconds with its start and with the time that it was left to run. */
  readonly ms: number;
}

interface Table {
  readonly rows: Row[];
  /** Threads that the system still has, beyond those that were reported. */
  readonly left: number;
}

async function table(what: string, flag: string): Promise<Table> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-check", import.meta.resolve("./fixtures/stop_table.ts"), what]
      .concat(isLong ? [] : "quick"),
    env: { DENO_V8_FLAGS: flag },
    stdout: "piped",
    stderr: "null",
    // Each thread has 10 seconds; nearly all take a few milliseconds.
    signal: AbortSignal.timeout(isLong ? 3_600_000 : 300_000),
  }).output();
  const lines = new TextDecoder().decode(stdout).split("\n");
  const rows = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  const { left, reported } = rows.pop();
  if (isLong) tell(rows, what, flag);
  return { rows, left: left - reported };
}

/** Writes the rows of the table in docs/reliability.md: one for each way. */
function tell(rows: readonly Row[], what: string, flag: string): void {
  for (const [way, stopped] of Map.groupBy(rows, ({ way }) => way)) {
    const count = (outcome: string) => stopped.filter((row) => row.outcome === outcome).length;
    const slowest = Math.max(...stopped.filter(({ outcome }) => outcome === "gone").map(({ ms }) => ms));
    console.log(
      `stops | ${what === "loops" ? "loops" : "what fills the heap"} | ${
        flag.startsWith("--no") ? "no" : "yes"
      } | ` +
        `${way} | ${stopped.length} | ${count("gone")} | ${count("reported")} | ${
          (slowest / 1000).toFixed(1)
        } s`,
    );
  }
}

/** How many bodies there are, and in how many ways each is stopped in the long form. */
const SIZES: Readonly<Record<string, readonly [bodies: number, ways: number]>> = {
  loops: [40, 4],
  shapes: [24, 6],
};

describe("A thread that is stopped", () => {
  for (const [what, [bodies, ways]] of Object.entries(SIZES)) {
    const count = isLong ? bodies * ways : bodies;

    it(`is gone, whatever it does, where V8 unrolls no loops: ${what}`, async () => {
      const { rows, left } = await table(what, "--no-turboshaft-loop-unrolling");
      assertEquals([rows.filter(({ outcome }) => outcome !== "gone"), rows.length, left], [[], count, 0]);
    });

    it(`is gone or reported where V8 does: ${what}`, { ignore: !isLong }, async () => {
      const { rows, left } = await table(what, "--turboshaft-loop-unrolling");
      const others = rows.filter(({ outcome }) => outcome !== "gone" && outcome !== "reported");
      assertEquals([others, rows.length], [[], count]);
      assert(left <= 0, `${left} more threads are there than were reported`);
    });
  }
});
