/** The instrumented core is the shipped core: it does the same, and tells of each word that it writes. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { CORE_WASM } from "../../engine/core/generated/core.ts";
import { CONTROL_BYTES, HEAP_START, HOLD_COUNT, KIND_LOCK, KIND_QUEUE } from "../../engine/core/layout.ts";
import { compileCore } from "../../kernels/compiler/generate/core_target.ts";
import { Random, withSeed } from "../support/random.ts";
import { instrument, LOAD, WIDE } from "./instrument.ts";

type Calls = Readonly<Record<string, (...args: number[]) => number>>;

const shipped = Uint8Array.fromBase64(CORE_WASM);
const instrumented = instrument(shipped);
const PAGES = Math.ceil(CONTROL_BYTES / 65536);

/** An instance over a memory of its own, and the words that it says it is about to write. */
function instance(wasm: Uint8Array<ArrayBuffer>) {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: 65536, shared: true });
  const told = new Set<number>();
  const access = (address: number, what: number) => {
    if ((what & 3) === LOAD) return;
    const word = (address + (what >> 3)) >> 2;
    told.add(word);
    if (what & WIDE) told.add(word + 1);
  };
  const env = { memory, access, wait: () => 0, notify: () => 0 };
  const core = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env }).exports as unknown as Calls;
  return { core, told, words: new Int32Array(memory.buffer) };
}

/** Makes calls at random, the same for the same seed, and returns their results. */
function use(core: Calls, seed: number, after: () => void): number[] {
  const random = new Random(seed);
  const results: number[] = [];
  const call = (name: string, ...args: number[]) => {
    const result = core[name]!(...args);
    results.push(result ?? 0);
    after();
    return result;
  };
  call("bind", 0);
  call("format", HEAP_START, 1 << 20);
  call("openSlot", 0, 0);
  call("openRing", 256, 8);
  const holds: number[] = [];
  // The first objects of a memory have the first records.
  holds.push(call("create", KIND_QUEUE, 0, 3)!, call("create", KIND_LOCK, 0, 0)!);
  for (let step = 0; step < 400; step++) {
    const choice = random.below(8);
    if (choice < 2) holds.push(call("alloc", random.below(5000))!);
    else if (choice === 2 && holds.length > 2) {
      call("release", holds.splice(2 + random.below(holds.length - 2), 1)[0]!);
    } else if (choice === 3) call("putShort", 2, 0, 8);
    else if (choice === 4) {
      const got = call("get", 2, 0)!;
      if (got >= 0 && got < HOLD_COUNT) holds.push(got);
    } else if (choice === 5) call("push", 256, step);
    else if (choice === 6) call("pop", 256);
    else call("hold", 2 + random.below(4), 0, -1);
  }
  return results;
}

describe("instrument()", () => {
  it("changes no result and no word, and tells of each word before it is written", () =>
    withSeed((seed) => {
      const original = instance(shipped), changed = instance(instrumented);
      const words: number[] = [];
      const expected = use(original.core, seed, () => {});
      const results = use(changed.core, seed, () => {});
      assertEquals(results, expected);
      assert(results.some((result) => result > 0) && results.some((result) => result < 0));
      for (let word = 0; word < CONTROL_BYTES >> 2; word++) {
        const value = changed.words[word]!;
        if (value !== original.words[word]) {
          throw new Error(`word ${word} is ${value}, not ${original.words[word]}`);
        }
        if (value !== 0) words.push(word);
      }
      assert(words.length > 100);
      assertEquals(words.filter((word) => !changed.told.has(word)), []);
    }));

  it("keeps all exports", () => {
    const names = (wasm: Uint8Array<ArrayBuffer>) =>
      WebAssembly.Module.exports(new WebAssembly.Module(wasm)).map(({ name }) => name);
    const kept = new Set(names(instrumented));
    assertEquals(names(shipped).filter((name) => !kept.has(name)), []);
  });

  it("refuses accesses that it cannot tell of", async () => {
    const { wasm } = await compileCore(
      { "core.as.ts": "export function f(): void { atomic.store<i8>(64, 1); }" },
      "core.as.ts",
    );
    const refusal = await assertRejects(() => Promise.resolve().then(() => instrument(wasm)), TypeError);
    assert(refusal.message.startsWith("Cannot instrument the atomic instruction"));
  });
});
