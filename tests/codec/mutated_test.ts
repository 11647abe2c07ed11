/**
 * The codec under mutated buffers, in each mode: it ends by a value or a `TransferError`, and leaves no hold behind. 20,000 buffers,
 * with `MULTICORE_FULL=1` a million; `MULTICORE_SEED` chooses them.
 */
import "../../engine/memory/use_shared_memory.ts";
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import type { DecodeMode } from "../../engine/codec/shared_object.ts";
import { Writer } from "../../engine/codec/writer.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Event, Lock, Pipe, Queue, SharedArray, Value } from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { collectGarbage } from "../support/collect_garbage.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { Random, withSeed } from "../support/random.ts";

const isFull = Deno.env.get("MULTICORE_FULL") === "1";
const COUNT = isFull ? 1_000_000 : 20_000;
const MODES: readonly DecodeMode[] = ["borrow", "adopt", "foreign"];
/** Buffers after which the garbage of those before them is collected. */
const BATCH = 10_000;
const TAGS = 0x60;

/** Messages without and with shared objects, of many kinds of values. */
function messages(shared: readonly object[]): Uint8Array[] {
  const values: unknown[] = [
    [1, 2.5, -1, 2 ** 40, 1n, -(2n ** 80n), true, null, undefined, NaN],
    ["short", "x".repeat(300), "日本", "é".repeat(100), ""],
    [[1, 2, 3], [1.5, 2.5], [, 1, , 2], new Array(50).fill("same")],
    { a: 1, b: { c: [new Map<unknown, unknown>([["k", new Set([1, "2"])]])] }, when: new Date(0) },
    [{ a: 1, b: true }, { a: 2, b: false }, { a: 3, b: true }],
    [/a+/gi, Object(1), Object("s")],
    [
      new Uint8Array(10),
      new Float64Array(9),
      new DataView(new ArrayBuffer(8)),
      new ArrayBuffer(3, { maxByteLength: 9 }),
    ],
    new AggregateError(
      [new DOMException("m", "AbortError"), new RangeError("r", { cause: { code: 1 } })],
      "m",
    ),
    ...shared,
    { all: shared, twice: [shared[0], shared[0]] },
  ];
  return values.map((value) => {
    const writer = new Writer();
    encode(value, writer);
    const bytes = new Uint8Array(writer.size);
    writer.copyTo(bytes);
    return bytes;
  });
}

/** Changes, removes, repeats, inserts or exchanges bytes, one to four times. */
function mutate(random: Random, sources: readonly Uint8Array[]): Uint8Array {
  let bytes = sources[random.below(sources.length)]!.slice();
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(bytes.length + 1);
    const length = 1 + random.below(8);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (random.below(6)) {
      case 0:
        if (at < bytes.length) bytes[at] = random.below(256);
        break;
      case 1:
        if (at < bytes.length) bytes[at]! ^= 1 << random.below(8);
        break;
      case 2:
        bytes = joined(before, after.subarray(length));
        break;
      case 3:
        bytes = joined(
          before,
          Uint8Array.from({ length }, () => random.below(random.below(2) === 0 ? TAGS : 256)),
          after,
        );
        break;
      case 4:
        bytes = joined(before, after.subarray(0, length), after);
        break;
      default: {
        const other = sources[random.below(sources.length)]!;
        const from = random.below(other.length);
        bytes = joined(before, other.subarray(from, from + random.below(40)));
      }
    }
  }
  return bytes;
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

describe("decode() of mutated messages", () => {
  it(`ends by a value or a TransferError, in each of ${MODES.length} modes, ${COUNT} times`, () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      const [near, far] = Pipe();
      const shared = [new Queue(), near, new Lock(), new Event(), new SharedArray("i", 3), new Value("d", 1)];
      const sources = messages(shared);
      // The first round makes what later rounds keep.
      const outcomes = { values: 0, refusals: 0 };
      const round = async (count: number) => {
        for (let index = 0; index < count; index++) {
          const bytes = mutate(random, sources);
          for (const mode of MODES) {
            try {
              decode(bytes, mode);
              outcomes.values++;
            } catch (error) {
              if (!(error instanceof TransferError)) {
                throw new Error(`${mode} of [${bytes}] ends by ${error}`, { cause: error });
              }
              outcomes.refusals++;
            }
          }
        }
        await collectGarbage();
      };
      await round(BATCH / 10);
      const { holds } = engineCounts();
      for (let left = COUNT - BATCH / 10; left > 0; left -= BATCH) await round(Math.min(left, BATCH));
      assert(outcomes.values > COUNT / 100 && outcomes.refusals > COUNT / 100, JSON.stringify(outcomes));
      assertEquals(outcomes.values + outcomes.refusals, COUNT * MODES.length);
      for (let tries = 0; engineCounts().holds > holds && tries < 100; tries++) await collectGarbage();
      assert(engineCounts().holds <= holds, `${engineCounts().holds - holds} holds are left`);
      checkHeap();
      // What was sent is what it was.
      assertEquals([...(shared[4] as SharedArray<"i">)], [0, 0, 0]);
      for (const object of [...shared, far]) object[Symbol.dispose]();
      if (isFull) {
        console.log(
          `mutated | ${COUNT} | ${MODES.join(", ")} | ${outcomes.values} | ${outcomes.refusals} | ${seed}`,
        );
      }
    }));
});
