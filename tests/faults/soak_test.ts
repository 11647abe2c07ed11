/**
 * Timeouts by the hundred, and with `MULTICORE_SOAK=1` by the hundred thousand: they leave nothing behind.
 * `MULTICORE_SOAK_TIMEOUTS` sets another number, and `MULTICORE_SOAK_MINUTES` ends the run after so many minutes.
 */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { WholeKernel } from "../../engine/kernel/kernel.ts";
import { RECORD_FREE, RECORD_NEXT, RECORD_TOP } from "../../engine/core/layout.ts";
import { thread } from "../../engine/memory/thread.ts";
import { Pool, SharedArray, TimeoutError } from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { compiledKernels } from "../support/compiled_kernels.ts";
import { recordField } from "../support/control_words.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { until } from "../support/until.ts";

const isLong = Deno.env.get("MULTICORE_SOAK") === "1";
const TIMEOUTS = Number(Deno.env.get("MULTICORE_SOAK_TIMEOUTS") ?? (isLong ? 100_000 : 120));
const MINUTES = Number(Deno.env.get("MULTICORE_SOAK_MINUTES") ?? Infinity);
/** Calls at a time, and so workers. */
const LANES = 4;
/** Timeouts before the first look, so that all that the engine and V8 make once is there. */
const WARM_UP = 24;
/** Timeouts between one look and the next, of which the long form prints a line. */
const CHECK_EVERY = 1_000;
/** What V8 and the runtime keep for themselves. */
const SLACK_BYTES = 96 * 2 ** 20;

/** Writes for ever. */
const write = (array: SharedArray<"f64">, copied: Float64Array) => {
  for (;;) array.view.set(copied);
};

/** Makes objects of its own, and never ends. */
const $kernel = await compiledKernels(`import { Slice } from "multicore";
class Link { constructor(public next: Link | null, public text: string) {} }

export function hoard(out: Slice<f64>): void {
  let list: Link | null = null;
  for (let i = 0; i < 20000; i++) list = new Link(list, i.toString());
  for (;;) out[0] += list!.text.length;
}
`);
const hoard: WholeKernel<["Slice<f64>"], "void"> = $kernel("hoard");

/** Records in use. */
function records(): number {
  const { words } = thread();
  let free = 0;
  for (let record = words[RECORD_FREE >> 2]!; record !== 0; free++) {
    record = words[recordField(record, RECORD_NEXT)]!;
  }
  return words[RECORD_TOP >> 2]! - free;
}

const resident = () => Deno.memoryUsage().rss;

describe("Timeouts", { sanitizeOps: false, sanitizeResources: false }, () => {
  it(`leave nothing behind, ${TIMEOUTS} of them: arrays, copied arrays and kernels' own objects`, async () => {
    const idle = engineCounts().slots;
    await using pool = new Pool(LANES);
    const copied = Float64Array.from({ length: 1 << 16 }, (_, index) => -index);
    let done = 0;
    /** Calls that never end by themselves, one after the other. */
    const calls = [
      (array: SharedArray<"f64">) => pool.apply(write, [array, copied], { timeout: 1 }),
      (array: SharedArray<"f64">) => pool.apply(hoard, [array], { timeout: 1 }),
      () => pool.apply(hoard, [copied], { timeout: 1 }),
    ];
    const stopUntil = async (most: number) => {
      const lane = async () => {
        while (done < most) {
          using array = new SharedArray("f64", 1 << 16, { lock: false });
          const error = await calls[done++ % calls.length]!(array).then(() => undefined, (error) => error);
          assertInstanceOf(error, TimeoutError);
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
    };
    const settle = async () => {
      // A worker is gone a moment after its task has failed.
      await until(() => engineCounts().slots === idle);
      return { ...checkHeap(), ...engineCounts(), records: records() };
    };
    await stopUntil(WARM_UP);
    const before = await settle();
    const firstResident = resident();
    const began = performance.now();
    const minutes = () => (performance.now() - began) / 60_000;
    while (done - WARM_UP < TIMEOUTS && minutes() < MINUTES) {
      await stopUntil(done + Math.min(CHECK_EVERY, TIMEOUTS));
      assertEquals(await settle(), before);
      const grown = resident() - firstResident;
      if (isLong) console.log(done - WARM_UP, "timeouts", { ...before, grown, minutes: minutes() });
      assert(grown < SLACK_BYTES, `${grown} bytes more are resident`);
    }
  });
});
