import { assert, assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import type { NumericType } from "../../engine/elements/element_types.ts";
import { type CompiledModule, compileModule } from "../../kernels/compiler/compile_module.ts";
import { ARRAYS_START, KernelMemory } from "./kernel_memory.ts";
import { STRAIGHT_TYPES, straightKernel, type StraightType } from "./straight_line.ts";

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3,
  127,
  128,
  -128,
  255,
  256,
  32767,
  -32769,
  1e10,
  -1e10,
]
  .concat([1e308, -1e308, 5e-324, -5e-324, 2 ** 31, -(2 ** 31), Infinity, -Infinity, NaN, Math.PI]);

const ARRAYS = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
};

/** Special values of a type, `length` of them, in an order of their own. */
function values(type: NumericType, length: number, salt: number): (number | bigint)[] {
  const list = Array.from(
    { length },
    (_, i) => SPECIAL[(i * 7 + salt * 11 + (i * i >> 3)) % SPECIAL.length]!,
  );
  const whole = (x: number) => Number.isFinite(x) ? BigInt(Math.trunc(x) || 0) : 3n;
  return [
    ...type.endsWith("64") && type !== "f64"
      ? new ARRAYS[type as "i64"](list.map(whole))
      : new ARRAYS[type as "f64"](list),
  ];
}

type AnyArray = ArrayLike<number | bigint> & Iterable<number | bigint> & {
  set(elements: readonly (number | bigint)[]): void;
};

/** A module's kernels and an instance of it, to compare what a loop gives with what the kernel gives for each element. */
class Subject {
  readonly #memory = new KernelMemory();
  readonly #instance: KernelInstance;
  readonly #kernels: CompiledModule;

  constructor(kernels: CompiledModule) {
    this.#kernels = kernels;
    this.#instance = new KernelInstance(new WebAssembly.Module(new Uint8Array(kernels.wasm)), this.#memory);
  }

  /** Checks both loops of a kernel over `length` elements that begin at some odd element, into a new array and in place. */
  check(name: string, length: number): void {
    const { params, result } = this.#kernels.signatures.find((signature) => signature.name === name)!;
    const types = params.map(({ type }) => type as NumericType);
    const inputs = types.map((type, i) => values(type, length, i));
    const constants = types.slice(1).map((type, i) => values(type, 1, i + length)[0]!);
    const at = (i: number, mapped: boolean) =>
      this.#instance.call(name, inputs.map((input, k) => mapped && k > 0 ? constants[k - 1]! : input[i]!));
    for (const misalign of [0, 1]) {
      const expected = (mapped: boolean) => Array.from({ length }, (_, i) => at(i, mapped));
      const map = (dst: number, src: number) =>
        this.#instance.mapChunk(name, src, dst, 0, length, constants as number[]);
      this.#compare(
        name,
        inputs,
        types,
        result as NumericType,
        misalign,
        expected(true),
        (srcs, dst) => map(dst, srcs[0]!),
      );
      if (types.length > 1) {
        this.#compare(
          name,
          inputs,
          types,
          result as NumericType,
          misalign,
          expected(false),
          (srcs, dst) => this.#instance.zipChunk(name, srcs, dst, 0, length),
        );
      }
    }
  }

  #compare(
    name: string,
    inputs: readonly (number | bigint)[][],
    types: readonly NumericType[],
    result: NumericType,
    misalign: number,
    expected: readonly unknown[],
    run: (sources: number[], target: number) => void,
  ): void {
    const length = expected.length;
    for (const inPlace of [false, true]) {
      if (inPlace && types[0] !== result) continue;
      let next = ARRAYS_START;
      const place = (type: NumericType, elements: readonly (number | bigint)[]) => {
        const { BYTES_PER_ELEMENT } = ARRAYS[type];
        const address = next + misalign * BYTES_PER_ELEMENT;
        next = (address + (elements.length + 2) * BYTES_PER_ELEMENT + 15) & ~15;
        const view = new ARRAYS[type](
          this.#memory.memory().buffer as unknown as ArrayBuffer,
          address,
          elements.length,
        ) as unknown as AnyArray;
        view.set(elements);
        return { address, view };
      };
      const sources = inputs.map((input, i) => place(types[i]!, input));
      const filler = Array<number | bigint>(length + 1).fill(
        result.endsWith("64") && result !== "f64" ? 77n : 77,
      );
      const target = inPlace ? sources[0]! : place(result, filler);
      run(sources.map(({ address }) => address), target.address);
      const got = [...target.view].slice(0, length);
      const wrong = got.findIndex((value, i) => !Object.is(value, expected[i]));
      assert(
        wrong === -1,
        `${name}(${inputs.map((input) => input[wrong])}) in an array of ${length} is ${got[wrong]}, not ${
          expected[wrong]
        }`,
      );
      if (!inPlace) assertEquals(target.view[length], filler[0] as never, "wrote behind the array");
    }
  }
}

const KERNELS_IN_BATCH = 16;
const LENGTHS = [0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 67];

async function checkBatch(type: StraightType, makers: readonly ((name: string) => string)[]): Promise<void> {
  const source = makers.map((make, i) => make(`k${i}`)).join("");
  const kernels = await compileModule({ "k.ts": source });
  // Here and there asc's optimiser makes of one what lanes lack: a shift by a truth value, say.
  assert(2 * kernels.widened.length > KERNELS_IN_BATCH, `${JSON.stringify(kernels.notWidened)}\n${source}`);
  const subject = new Subject(kernels);
  try {
    for (const { name } of kernels.widened) LENGTHS.forEach((length) => subject.check(name, length));
  } catch (error) {
    throw new Error(`a kernel of ${type} differs in lanes:\n${source}`, { cause: error });
  }
}

describe("widen()", () => {
  for (const type of STRAIGHT_TYPES) {
    it(`gives, for random straight-line kernels of ${type}, what the kernel gives element by element`, async () => {
      const batch = fc.array(straightKernel(type), {
        minLength: KERNELS_IN_BATCH,
        maxLength: KERNELS_IN_BATCH,
      });
      await fc.assert(
        fc.asyncProperty(batch, (makers) => checkBatch(type, makers)),
        { numRuns: 1, endOnFailure: true },
      );
    });
  }
});

const CHOSEN = `
export function square(x: f64): f64 { return x * x; }
export function smooth(x: f64): f64 { const t = min(max(x * 0.1, 0.0), 1.0); return t * t * (3.0 - 2.0 * t); }
export function axpy(x: f64, y: f64, a: f64): f64 { return a * x + y; }
export function relu(x: f32): f32 { return x > 0 ? x : 0; }
export function sign(x: f64): f64 { return Math.sign(x); }
export function round(x: f64): f64 { return Math.round(x); }
export function luma(r: u8, g: u8, b: u8): u8 { return <u8>(<f32>r * 0.2126 + <f32>g * 0.7152 + <f32>b * 0.0722); }
export function brighten(x: u8, by: i32): u8 { return <u8>min(255, <i32>x + by); }
export function toFloat(x: i16): f32 { return <f32>x / 32768; }
export function wrap(x: i32): i8 { return <i8>(x * 3); }
export function pick(x: i32): i32 { switch (x) { case 0: return 5; case 1: return 7; case 2: return 11; default: return x; } }
export function lcg(x: u32): u32 { return rotl(x * 1664525 + 1013904223, 7); }
export function atLeast(x: u64): u64 { return x > 5 ? x : 5; }
export function constant(x: f64): f64 { return 4.5; }
export function lowBits(x: f64): f64 { return reinterpret<f64>(reinterpret<u64>(x) & 0xffff_ffff_0000_0000); }
`;

const REFUSED = `
function inner(x: f64): f64 { let s = 0.0; for (let i = 0; i < 9; i++) s += x; return s; }
let counter = 0;
export function exp(x: f64): f64 { return Math.exp(x); }
export function power(x: f64): f64 { return x ** 2.5; }
export function loop(x: f64): f64 { while (x > 1) x = x * 0.5 - 1; return x; }
export function viaInner(x: f64): f64 { return inner(x) + 1; }
export function mod(x: f64): f64 { return x % 3.0; }
export function quotient(x: i32): i32 { return x / 3; }
export function remainder(x: i32): i32 { return x % 7; }
export function toInt(x: f64): i32 { return <i32>x; }
export function scaled(x: f64, n: i32): f64 { return x * <f64>n; }
export function dim(x: u8): u8 { return <u8>(0.5 * <f32>x); }
export function single(x: f64): f64 { return <f64><f32>x; }
export function strict(x: f64): f64 { if (x < 0) throw new Error("negative"); return x; }
export function load32(x: i32): i32 { return load<i32>(x); }
export function factorial(x: f64): f64 { return x <= 1 ? 1 : x * factorial(x - 1); }
export function shift(x: i32, n: i32): i32 { return x << n; }
export function count(x: i32): i32 { counter++; return x + counter; }
export function bits(x: u32): u32 { return popcnt(x); }
export function table(x: f64): f64 { const a = [1.0, 2.0]; return a[<i32>x]; }
export function vector(x: f64): f64 { return f64x2.extract_lane(f64x2.splat(x), 0); }
`;

describe("widen() of chosen kernels", () => {
  let kernels: CompiledModule;
  let subject: Subject;
  beforeAll(async () => {
    kernels = await compileModule({ "chosen.as.ts": CHOSEN });
    subject = new Subject(kernels);
  });

  it("widens all of them, and says how many elements a vector holds", () => {
    assertEquals(kernels.notWidened, []);
    const lanes = Object.fromEntries(kernels.widened.map(({ name, lanes }) => [name, lanes]));
    assertEquals([lanes.square, lanes.relu, lanes.luma, lanes.pick], [2, 4, 4, 4]);
  });

  it("gives what the kernels give, for every length up to four turns", () => {
    for (const { name } of kernels.widened) {
      for (let length = 0; length <= 66; length++) subject.check(name, length);
    }
  });

  it("gives equal bytes when the same sources are compiled again", async () => {
    assertEquals((await compileModule({ "chosen.as.ts": CHOSEN })).wasm, kernels.wasm);
  });

  it("leaves loops as they are in a debug build", async () => {
    const { widened, notWidened } = await compileModule({ "chosen.as.ts": CHOSEN }, { debug: true });
    assertEquals([widened, notWidened], [[], []]);
  });

  it("keeps the module small", () => {
    const each = kernels.wasm.length / (kernels.widened.length + 1);
    assert(each < 1024, `${each} bytes a kernel`);
  });
});

describe("widen() of kernels that do more than compute", () => {
  it("leaves their loops alone, and says why in the author's words, with file and line", async () => {
    const { widened, notWidened, wasm, signatures } = await compileModule({ "refused.as.ts": REFUSED });
    assertEquals(widened, []);
    assertEquals(notWidened[0], { name: "exp", where: "refused.as.ts:4", reason: "calls Math.exp" });
    const reasons = Object.fromEntries(notWidened.map(({ name, reason }) => [name, reason]));
    assertEquals(reasons, {
      exp: "calls Math.exp",
      power: "calls Math.pow",
      loop: "has a loop",
      viaInner: "calls inner, which has a loop",
      mod: "takes the remainder of floats",
      quotient: "divides integers",
      remainder: "takes the remainder of integers",
      toInt: "mixes f64 and i32",
      scaled: "mixes i32 and f64",
      dim: "mixes u8 and f64",
      single: "mixes f64 and f32",
      strict: "may throw",
      load32: "reads memory",
      factorial: "calls itself",
      shift: "shifts by a number that is no constant",
      count: "writes a global variable",
      bits: "counts bits",
      table: "allocates memory",
      vector: "has vectors of its own",
    });
    assertEquals(signatures.length, notWidened.length);
    assert(WebAssembly.validate(wasm as Uint8Array<ArrayBuffer>));
  });

  it("leaves them alone beside kernels that it widens, and static data where it is", async () => {
    const kernels = await compileModule({
      "k.ts": `${CHOSEN}\nexport function e(x: f64): f64 { return Math.exp(x); }`,
    });
    assertEquals(kernels.notWidened.map(({ name }) => name), ["e"]);
    const subject = new Subject(kernels);
    for (const { name } of kernels.signatures) subject.check(name, 37);
  });

  it("says so of a kernel that is too long", async () => {
    const terms = Array.from({ length: 150 }, (_, i) => `x = x * ${i}.5 + ${i}.25;`).join(" ");
    const { notWidened } = await compileModule({
      "k.ts": `export function long(x: f64): f64 { ${terms} return x; }`,
    });
    assert(/^has \d+ operations, more than 128$/.test(notWidened[0]!.reason), notWidened[0]!.reason);
  });
});
