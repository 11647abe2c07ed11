import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileModule, type CompileModuleOptions } from "../../kernels/compiler/compile_module.ts";
import { KernelMemory } from "./kernel_memory.ts";

const IMPORT = 'import { ReadonlySlice, Slice } from "multicore";';

async function instantiate(source: string, options?: CompileModuleOptions) {
  const { wasm } = await compileModule({ "k.ts": `${IMPORT}\n${source}` }, options);
  const memory = new KernelMemory();
  return { memory, instance: new KernelInstance(new WebAssembly.Module(wasm), memory) };
}

async function refusal(source: string): Promise<string> {
  const error = await assertRejects(() => compileModule({ "k.ts": `${IMPORT} ${source}` }), KernelError);
  assert(error.diagnostics.length > 0);
  return error.message;
}

const SOURCE = `
let calls = 0;
function next(): i32 { return calls++; }

export function cut(s: ReadonlySlice<f64>, begin: i32, end: i32, out: Slice<i32>): f64 {
  const part = s.subarray(begin, end);
  out[0] = part.length;
  let sum: f64 = 0;
  for (let i = 0; i < part.length; i++) sum += part[i];
  return sum;
}
export function cutTail(s: ReadonlySlice<f64>, begin: i32): i32 { return s.subarray(begin).length; }
export function cutAll(s: ReadonlySlice<f64>): i32 { return s.subarray().length; }
export function cutTwice(s: ReadonlySlice<f64>, a: i32, b: i32, c: i32, d: i32, out: Slice<f64>): i32 {
  const part = s.subarray(a, b).subarray(c, d);
  for (let i = 0; i < part.length; i++) out[i] = part[i];
  return part.length;
}
function total<T>(s: ReadonlySlice<T>, scale: T): T {
  let sum: T = 0;
  for (let i = 0; i < s.length; i++) sum += s[i] * scale;
  return sum;
}
export function passes(s: Slice<f64>): f64 {
  calls = 0;
  const once = total(s.subarray(next(), next() + 2), 10);
  return once + <f64>calls * 1000;
}
export function halves(s: ReadonlySlice<f64>): f64 {
  let rest = s, sum: f64 = 0;
  while (rest.length > 1) {
    sum += rest[0];
    rest = rest.subarray(rest.length / 2);
  }
  return sum;
}
export function walk(s: ReadonlySlice<f64>): f64 {
  let sum: f64 = 0;
  for (let p = s, i = 1; p.length > 0; p = p.subarray(1), i++) sum += p[0] * <f64>i;
  return sum;
}
export function shadows(s: Slice<f64>): i32 {
  let sum = s.length;
  { const s = "four"; sum += s.length * 10; }
  for (let s = 1; s < 2; s++) sum += 100;
  { const t = s.subarray(1); { const s = t.subarray(1); sum += s.length * 1000; } }
  return sum + s.length * 10000;
}
export function once(s: Slice<i32>): i32 {
  calls = 0;
  s[next()] += 5;
  s[next()]++;
  s.subarray(next())[0] -= 7;
  s[next()] = s[next()] = 9;
  return calls;
}
class Adder {
  sum: f64 = 0;
  constructor(first: ReadonlySlice<f64>) { this.sum = first[0]; }
  add(by: f64, values: ReadonlySlice<f64>): Adder {
    for (let i = 0; i < values.length; i++) this.sum += values[i] * by;
    return this;
  }
  static last(values: ReadonlySlice<f64>): f64 { return values[values.length - 1]; }
}
export function classes(s: Slice<f64>): f64 {
  return new Adder(s.subarray(1)).add(2, s).add(1, s.subarray(0, 1)).sum + Adder.last(s) * 1000;
}
export function fills(s: Slice<f32>, value: f32, begin: i32, end: i32): void { s.fill(value, begin, end); }
export function fillsBytes(s: Slice<u8>, value: u8): void { s.subarray(1).fill(value); }
export function sets(s: Slice<u8>, other: ReadonlySlice<u8>, offset: i32): void { s.set(other, offset); }
`;

const { instance, memory } = await instantiate(SOURCE);
const array = (length: number) => memory.array("f64", Array.from({ length }, (_, i) => i + 1));

describe("a slice in a kernel", () => {
  it("is cut by subarray() as typed arrays are", () => {
    const index = fc.integer({ min: -12, max: 12 });
    fc.assert(fc.property(fc.nat(9), index, index, (length, begin, end) => {
      const source = array(length);
      const out = memory.array("i32", [-1]);
      const expected = source.view.subarray(begin, end);
      const sum = instance.call("cut", [source, begin, end, out]);
      assertEquals([sum, out.view[0]], [expected.reduce((a, b) => a + b, 0), expected.length]);
      assertEquals(instance.call("cutTail", [source, begin]), source.view.subarray(begin).length);
    }));
    assertEquals(instance.call("cutAll", [array(5)]), 5);
  });

  it("is cut again", () => {
    const index = fc.integer({ min: -9, max: 9 });
    fc.assert(fc.property(fc.nat(7), index, index, index, index, (length, a, b, c, d) => {
      const source = array(length);
      const out = memory.array("f64", Array(length).fill(0));
      const count = instance.call("cutTwice", [source, a, b, c, d, out]) as number;
      assertEquals([...out.view.subarray(0, count)], [...source.view.subarray(a, b).subarray(c, d)]);
    }));
  });

  it("is passed on, its operands evaluated once", () => {
    assertEquals(instance.call("passes", [array(9)]), 2060); // elements 0 … 2, two calls
  });

  it("is given to locals, and set anew", () => {
    assertEquals(instance.call("halves", [array(8)]), 1 + 5 + 7);
    assertEquals(instance.call("walk", [array(3)]), 1 + 4 + 9);
  });

  it("is not what an inner name hides", () => {
    assertEquals(instance.call("shadows", [array(5)]), 5 + 40 + 100 + 3000 + 50_000);
  });

  it("has operands of its indices evaluated once", () => {
    const s = memory.array("i32", [1, 2, 3, 4, 5]);
    assertEquals(instance.call("once", [s]), 5);
    assertEquals([...s.view], [6, 3, -4, 9, 9]);
  });

  it("goes to methods, constructors and static methods", () => {
    assertEquals(instance.call("classes", [array(3)]), 2 + 12 + 1 + 3000);
  });

  it("is written by fill() and set() as typed arrays are", () => {
    const index = fc.integer({ min: -12, max: 12 });
    fc.assert(fc.property(fc.nat(9), index, index, (length, begin, end) => {
      const floats = memory.array("f32", Array(length).fill(1));
      instance.call("fills", [floats, 7, begin, end]);
      assertEquals([...floats.view], [...new Float32Array(length).fill(1).fill(7, begin, end)]);
    }));
    const bytes = memory.array("u8", [1, 2, 3, 4]);
    instance.call("fillsBytes", [bytes, 200]);
    assertEquals([...bytes.view], [1, 200, 200, 200]);
    instance.call("sets", [bytes, memory.array("u8", [7, 8]), 2]);
    assertEquals([...bytes.view], [1, 200, 7, 8]);
    instance.call("sets", [bytes, { ...bytes, length: 3 }, 1]);
    assertEquals([...bytes.view], [1, 1, 200, 7]);
    for (const offset of [-1, 3]) {
      const set = () => instance.call("sets", [bytes, memory.array("u8", [7, 8]), offset]);
      assertThrows(set, KernelError, `Cannot set 2 elements at ${offset} of a slice of 4`);
    }
  });

  it("has elements of every numeric type", async () => {
    const types = ["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "f32", "f64"] as const;
    const source = types.map((type) =>
      `export function last_${type}(s: ReadonlySlice<${type}>): ${type} { return s.subarray(-1)[0]; }
       export function put_${type}(s: Slice<${type}>, x: ${type}): void { s[s.length - 1] = x; }`
    ).join("\n");
    const { memory, instance } = await instantiate(source);
    const { byteOffset } = memory.array("u8", Array(64).fill(0));
    for (const typeCode of types) {
      const value = typeCode.endsWith("64") && typeCode !== "f64" ? 100n : 100;
      instance.call(`put_${typeCode}`, [{ byteOffset, length: 3, typeCode }, value]);
      assertEquals(instance.call(`last_${typeCode}`, [{ byteOffset, length: 3, typeCode }]), value);
      assertEquals(
        instance.call(`last_${typeCode}`, [{ byteOffset, length: 2, typeCode }]),
        value === 100 ? 0 : 0n,
      );
      instance.call(`put_${typeCode}`, [{ byteOffset, length: 3, typeCode }, value === 100 ? 0 : 0n]);
    }
  });

  it("goes through the author's other files", async () => {
    const support = {
      "support/sums.as.ts":
        `${IMPORT} export function plus(s: ReadonlySlice<f64>): f64 { return s[0] + <f64>s.length; }`,
      "support/all.ts": `export { plus as add } from "./sums.as"; export * from "./sums.as";`,
    };
    const source =
      `${IMPORT} import { add, plus } from "./support/all"; import * as sums from "./support/sums.as";
      import { plus as third } from "./support/sums.as";
      export function f(s: Slice<f64>): f64 { return add(s) + plus(s.subarray(1)) + sums.plus(s.subarray(2)) + third(s); }`;
    const { wasm, signatures } = await compileModule({ "k.ts": source, ...support }, { entries: ["k.ts"] });
    assertEquals(signatures.map(({ name }) => name), ["f"]);
    const instance = new KernelInstance(new WebAssembly.Module(wasm), memory);
    assertEquals(instance.call("f", [array(3)]), 4 + 4 + 4 + 4);
  });

  it("costs one load an element, also in a helper", async () => {
    const { text } = await compileModule({
      "k.ts": `${IMPORT}
        function add(s: ReadonlySlice<f64>, from: i32, to: i32): f64 {
          let sum: f64 = 0;
          for (let i = from; i < to; i++) sum += s[i];
          return sum;
        }
        export function sum(s: ReadonlySlice<f64>, from: i32, to: i32): f64 { return add(s, from, to); }`,
    });
    const body = text.slice(
      text.indexOf("(func $k/sum (param"),
      text.indexOf("(func $~lib", text.indexOf("(func $k/sum (param")),
    );
    assertEquals(body.match(/\.load/g)?.length, 1);
    assert(!body.includes("call "), body);
  });
});

describe("compileKernels()", () => {
  it("refuses any other use of a slice, with its place", async () => {
    const cases: Record<string, string> = {
      "return s;": "the slice 's' cannot be used so",
      "const a = [s];": "the slice 's' cannot be used so",
      "const t = 1 > 0 ? s : s;": "the slice 's' cannot be used so",
      "changetype<usize>(s);": "cannot be passed to 'changetype'",
      "s.sort();": "the slice 's' has no 'sort'",
      "s.subarray(1);": "the slice 's.subarray(1)' cannot be used so",
      "s.subarray(1, 2, 3)[0] = 1;": "takes a begin and an end: received 3",
      "var t = s;": "must be declared by const or let",
      "let t: Slice<f64>; t = s;": "'t' must be given one when it is declared",
      "let t = s; t = 5;": "'t' can be set to another slice only",
      "let t = s; const n = (t = s, 1);": "must be set in a statement of its own",
      "const f = (): i32 => s.length;": "cannot use the slice 's' around it",
      "const f = (t: Slice<f64>): i32 => 1;": "a slice can be a parameter or a local only",
      "const f = new Array<Slice<f64>>();": "a slice can be a parameter or a local only",
      "const f = new Slice<f64>();": "a kernel cannot make a slice",
      "const n: i32 = s;": "cannot become another type",
      "identity(s);": "cannot be passed to 'identity', which is not known to take a slice there",
      "two(s);": "'two' takes 2 arguments: received 1",
      "two(s, 1);": "'two' takes a slice there",
      "r[0] = 1;": "'r' is a ReadonlySlice",
      "r[0]++;": "'r' is a ReadonlySlice",
      "r.fill(0);": "'r' is a ReadonlySlice",
      "writes(r);": "'r' is a ReadonlySlice",
      "const t: Slice<f64> = r;": "'r' is a ReadonlySlice",
      "wrong(s);": "not assignable",
      "s.set(q);": "not assignable",
      "const s$length = 1;": "the name 's$length' is multicore's",
    };
    for (const [statement, reason] of Object.entries(cases)) {
      const text = await refusal(`function identity<T>(x: T): T { return x; }
        function two(a: Slice<f64>, b: Slice<f64>): void {} function writes(s: Slice<f64>): void { s[0] = 1; }
        function wrong(s: Slice<f32>): void { s[0] = 1; }
        export function f(s: Slice<f64>, r: ReadonlySlice<f64>, q: ReadonlySlice<f32>): void {
${statement} }`);
      assertStringIncludes(text, reason, statement);
      assertStringIncludes(text, "k.ts:5:", statement);
    }
  });

  it("refuses the type of a slice anywhere but at parameters and locals", async () => {
    const cases: Record<string, string> = {
      "class A { s: Slice<f64>; }": "a slice can be a parameter or a local only",
      "class A { constructor(public s: Slice<f64>) {} }": "a slice can be a parameter or a local only",
      "class A { set s(s: Slice<f64>) {} }": "a slice can be a parameter or a local only",
      "class A extends Slice<f64> {}": "a slice can be a parameter or a local only",
      "type A = Slice<f64>;": "a slice can be a parameter or a local only",
      "let s: Slice<f64>;": "a slice can be a parameter or a local only",
      "function g(s: Slice<f64>): Slice<f64> { return s; }": "a slice can be a parameter or a local only",
      "function g(s: Slice<f64> | null): void {}": "it can be no optional, rest or nullable parameter",
      "function g(s?: Slice<f64>): void {}": "it can be no optional, rest or nullable parameter",
      "namespace N { export function g(s: Slice<f64>): void {} }":
        "a slice can be a parameter or a local only",
      "class Slice {}": "the name 'Slice' is multicore's",
      'import { Slice as S } from "multicore";': "slices have no other names",
      'import * as multicore from "multicore";': "slices have no other names",
      'export { Slice } from "multicore";': "slices have no other names",
    };
    for (const [source, reason] of Object.entries(cases)) {
      assertStringIncludes(
        await refusal(`${source} export function f(x: f64): f64 { return x; }`),
        reason,
        source,
      );
    }
  });
});

describe("a debug build", () => {
  it("checks the indices of slices, naming slice, index, length and place", async () => {
    const { instance, memory } = await instantiate(
      `export function at(px: Slice<f64>, i: i32): f64 {
         return px[i];
       }
       export function put(px: Slice<f64>, i: i32): void {
         px.subarray(1)[i] += 1;
       }
       export function loose(px: Slice<f64>, i: i32): f64 { return unchecked(px[i]); }
       export function standard(i: i32): f64 { return new Float64Array(2)[i]; }`,
      { debug: true },
    );
    const px = memory.array("f64", [1, 2, 3]);
    assertEquals(instance.call("at", [px, 2]), 3);
    instance.call("put", [px, 0]);
    assertEquals([...px.view], [1, 3, 3]);
    for (const i of [3, -1]) {
      const error = assertThrows(() => instance.call("at", [px, i]), KernelError);
      assertEquals(
        error.message,
        `Cannot finish the kernel "at": Cannot access 'px' as its length is 3: received the index ${i} (k.ts:3:17)`,
      );
      assertEquals(error.diagnostics.map(({ file, line, column }) => [file, line, column]), [[
        "k.ts",
        3,
        17,
      ]]);
    }
    assertThrows(
      () => instance.call("put", [px, 2]),
      KernelError,
      "Cannot access 'px.subarray(1)' as its length is 2",
    );
    assertEquals(instance.call("loose", [{ ...px, length: 1 }, 2]), 3);
    assertThrows(() => instance.call("standard", [2]), KernelError, "Index out of range");
  });
});
