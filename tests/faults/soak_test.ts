/**
 * Timeouts by the hundred, and with `MULTICORE_SOAK=1` by the hundred thousand: they leave nothing behind.
 * `MULTICORE_SOAK_ROUNDS` sets another number.
 */
import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { sort } from "../../kernels/sort.ts";
import { RECORD_FREE, RECORD_NEXT, RECORD_TOP } from "../../engine/core/layout.ts";
import { thread } from "../../engine/memory/thread.ts";
import { Pool, SharedArray, TimeoutError } from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { recordField } from "../support/control_words.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { until } from "../support/until.ts";

const isLong = Deno.env.get("MULTICORE_SOAK") === "1";
const ROUNDS = Number(Deno.env.get("MULTICORE_SOAK_ROUNDS") ?? (isLong ? 50_000 : 40));
/** What V8 and the runtime keep for themselves. */
const SLACK_BYTES = 96 * 2 ** 20;

const spin = (_array: SharedArray<"f64">, _copied: Float64Array) => {
  for (;;);
};

/** Records in use. */
function records(): number {
  const { words } = thread();
  let free = 0;
  for (let record = words[RECORD_FREE >> 2]!; record !== 0; free++) {
    record = words[recordField(record, RECORD_NEXT)]!;
  }
  return words[RECORD_TOP >> 2]! - free;
}

describe("Timeouts", { sanitizeOps: false, sanitizeResources: false }, () => {
  it(`leave nothing behind, ${2 * ROUNDS} of them: arrays, copied arrays and kernels' own objects`, async () => {
    const idle = engineCounts().slots;
    await using pool = new Pool(2);
    const copied = Float64Array.from({ length: 1 << 21 }, (_, index) => -index * 7 % 1000);
    let stopped = 0;
    const stop = async () => {
      using array = new SharedArray("f64", 1 << 18, { lock: false });
      await Promise.all([
        assertRejects(() => pool.apply(spin, [array, copied], { timeout: 1 }), TimeoutError),
        // On a busy machine it may be done before this thread has a turn.
        pool.apply(sort, [copied], { timeout: 1 }).then(
          () => {},
          (error) => (assertInstanceOf(error, TimeoutError), stopped++),
        ),
      ]);
    };
    const settle = async () => {
      // A worker is gone a moment after its task has failed.
      await until(() => engineCounts().slots === idle);
      return { ...checkHeap(), ...engineCounts(), records: records() };
    };
    for (let round = 0; round < 10; round++) await stop();
    const before = await settle();
    const { rss } = Deno.memoryUsage();
    for (let round = 0; round < ROUNDS; round++) await stop();
    assertEquals(await settle(), before);
    const grown = Deno.memoryUsage().rss - rss;
    assert(stopped > 0);
    assert(grown < SLACK_BYTES, `${grown} bytes more are resident`);
  });
});
