/**
 * A table of loops and of ways to run out of memory, each stopped: its thread is gone from the system, or it was reported.
 * `MULTICORE_SOAK=1` stops each in each way, also where V8 unrolls loops.
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const isLong = Deno.env.get("MULTICORE_SOAK") === "1";

interface Row {
  readonly body: string;
  readonly way: string;
  readonly outcome: string;
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
  return { rows, left: left - reported };
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
