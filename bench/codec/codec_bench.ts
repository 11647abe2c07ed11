// Round trips (encode, copy to shared memory, decode) of our codec beside what others offer. Run:
//   deno run -A bench/codec/codec_bench.ts
import { decode as unpack, encode as pack } from "npm:@msgpack/msgpack@3.1.3";
import v8 from "node:v8";
import { isDeepStrictEqual } from "node:util";
import { decode } from "../../engine/codec/decode.ts";
import { encode } from "../../engine/codec/encode.ts";
import { Writer } from "../../engine/codec/writer.ts";

const ROUNDS = 15;
const ROUND_MS = 8;
/** Long enough for the optimising compiler, which has no core of its own here. */
const WARM_UP_MS = 300;

const shared = new Uint8Array(new SharedArrayBuffer(1 << 20));
const writer = new Writer();

/** What each contender does for one round trip; all go through the same shared block. */
const CONTENDERS: Record<string, (value: unknown) => unknown> = {
  multicore(value) {
    encode(value, writer);
    writer.copyTo(shared);
    const result = decode(shared.subarray(0, writer.size), "borrow");
    writer.reset();
    return result;
  },
  msgpack(value) {
    const bytes = pack(value);
    shared.set(bytes);
    return unpack(shared.subarray(0, bytes.length));
  },
  "node:v8"(value) {
    const bytes = v8.serialize(value);
    shared.set(bytes);
    // It refuses shared memory, so it needs a copy.
    return v8.deserialize(shared.slice(0, bytes.length) as unknown as Parameters<typeof v8.deserialize>[0]);
  },
  structuredClone: (value) => structuredClone(value),
};

const cycle: Record<string, unknown> = {
  name: "root",
  tags: new Map([["a", 1], ["b", 2]]),
  children: [{ id: 1 }, { id: 2 }],
};
cycle.self = cycle;

const VALUES: Record<string, unknown> = {
  "a number": 12345.678,
  "a small object": { id: 17, name: "worker", done: false, score: 0.5 },
  "a small object with undefined": { id: 17, name: "worker", done: false, note: undefined },
  "100 numbers": Array.from({ length: 100 }, (_, i) => i * 1.5),
  "Float64Array(1000)": Float64Array.from({ length: 1000 }, (_, i) => i / 3),
  "a 1 KB string": "the quick brown fox jumps over ".repeat(33),
  "nested, with a map and a cycle": cycle,
  "three arguments": [3, "job", { retries: 2 }],
  "50 rows of 4 fields": Array.from({ length: 50 }, (_, i) => ({
    id: i,
    name: `item ${i}`,
    price: i * 1.25,
    on: i % 2 === 0,
  })),
  "100,000 integers": Array.from({ length: 100_000 }, (_, i) => i),
};

/** Nanoseconds a call, measured over about `ROUND_MS`. */
function time(run: (value: unknown) => unknown, value: unknown, calls: number): number {
  const start = performance.now();
  for (let i = 0; i < calls; i++) run(value);
  return (performance.now() - start) * 1e6 / calls;
}

function isEqualAfter(run: (value: unknown) => unknown, value: unknown): boolean {
  try {
    return isDeepStrictEqual(run(value), value);
  } catch {
    return false;
  }
}

const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1]!;

/** The median times of all contenders for one value, in interleaved rounds. */
function measure(value: unknown): Map<string, number> {
  const able = Object.entries(CONTENDERS).filter(([, run]) => isEqualAfter(run, value));
  const calls = able.map(([, run]) => {
    const until = performance.now() + WARM_UP_MS;
    while (performance.now() < until) run(value);
    let count = 1;
    while (time(run, value, count) * count < ROUND_MS * 1e6) count *= 2;
    return count;
  });
  const times = able.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    able.forEach(([, run], i) => times[i]!.push(time(run, value, calls[i]!)));
  }
  return new Map(able.map(([name], i) => [name, median(times[i]!)]));
}

const names = Object.keys(CONTENDERS);
/** Those that make bytes, which alone can cross to another thread through shared memory. */
const BYTES = ["msgpack", "node:v8"];
console.log(
  `Round trip in ns, median of ${ROUNDS} interleaved rounds. "-": the value does not come back equal.`,
);
console.log(
  "structuredClone makes no bytes and returns a primitive as it is: shown, not counted among the best.",
);
console.log(
  ["value".padEnd(32), ...names.map((name) => name.padStart(15)), "ours / best".padStart(12)].join(" "),
);
for (const [label, value] of Object.entries(VALUES)) {
  const medians = measure(value);
  const ours = medians.get("multicore")!;
  const best = Math.min(...BYTES.map((name) => medians.get(name) ?? Infinity));
  const cells = names.map((name) => (medians.get(name)?.toFixed(0) ?? "-").padStart(15));
  console.log([label.padEnd(32), ...cells, (ours / best).toFixed(2).padStart(12)].join(" "));
}
