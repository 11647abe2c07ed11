/**
 * A service that does a little of everything stays flat: for five seconds, with `MULTICORE_FULL=1` for ten minutes.
 * `MULTICORE_SERVICE_MS` sets another time.
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { withSeed } from "../support/random.ts";
import type { Census } from "../support/census.ts";
import type { ServiceReport } from "./service/main.ts";

const isFull = Deno.env.get("MULTICORE_FULL") === "1";
const DURATION = Number(Deno.env.get("MULTICORE_SERVICE_MS") ?? (isFull ? 600_000 : 5000));

/** How much more may be in use at the end: what a worker that is being replaced has, and what is garbage in another thread. */
const SLACK: Census = {
  usedBytes: 64 * 1024,
  retiredBytes: 0,
  records: 64,
  holds: 96,
  objects: 16,
  slots: 1,
  descriptors: 16,
  threads: 4,
  residentBytes: 64 * 2 ** 20,
};

describe("A service", () => {
  it(`stays flat for ${DURATION} ms, whatever fails in it`, () =>
    withSeed(async (seed) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-check",
          import.meta.resolve("./service/main.ts"),
          String(DURATION),
          String(seed),
        ],
        stdin: "null",
        env: { NO_COLOR: "1" },
        signal: AbortSignal.timeout(DURATION + 120_000),
      }).output();
      const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
      assertEquals(code, 0, err!);
      const { seconds, requests, kills, start, end }: ServiceReport = JSON.parse(out!);
      assert(requests > 0 && kills > 0, out);
      if (isFull) console.log(`work | ${seconds} | ${requests} | ${kills}`);
      for (const [name, slack] of Object.entries(SLACK)) {
        const [before, after] = [start, end].map((census) => census[name as keyof Census]) as [
          number,
          number,
        ];
        if (isFull) console.log(`service | ${name} | ${before} | ${after}`);
        assert(after - before <= slack, `${name}: ${before} at the start, ${after} at the end`);
      }
    }));
});
