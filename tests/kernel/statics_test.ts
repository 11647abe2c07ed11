import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { KernelMemory } from "./kernel_memory.ts";

const TABLES =
  "const T: i32[] = [1, 2, 3]; const S: StaticArray<f64> = [1.5, 2.5]; const D = memory.data<u8>([1, 2, 3]);";

const refuse = (source: string, support: Record<string, string> = {}) =>
  assertRejects(() => compileModule({ "k.ts": source, ...support }, { entries: ["k.ts"] }), KernelError);

describe("compileKernels()", () => {
  it("refuses static data that is written, naming it and its place", async () => {
    const statements = {
      "T[0] = 1;": "'T' is written",
      "T[0] += 1;": "'T' is written",
      "T[0]++;": "'T' is written",
      "--S[0];": "'S' is written",
      "unchecked(T[0] = 1);": "'T' is written",
      "T.push(1);": "'T.push()' is written",
      "T.sort();": "'T.sort()' is written",
      "T.fill(0);": "'T.fill()' is written",
      "T.length = 0;": "'T' is written",
      "T.forEach((x, i, all) => { all[i] = 0; });": "'T.forEach()' is written",
      "const t = T; t[0] = 1;": "'T' is written",
      "let t = x > 1 ? T : T; t[0] = 1;": "'T' is written",
      "writes(T);": "'T' is written",
      "passes(T);": "'T' is written",
      "store<u8>(D, 1);": "'D' is written",
      "store<u8>(D + x, 1);": "'D' is written",
      "memory.copy(D, 0, 1);": "'D' is written",
      "memory.fill(D + 1, 0, 1);": "'D' is written",
      "v128.store(END - 16, i32x4.splat(0));": "'END' is written",
      "for (let p = D; p < END; p++) store<u8>(p, 0);": "'D' is written",
      "storeAt(D);": "'at' is written",
      "store<i32>(changetype<usize>(T), 1);": "'T' is written",
      "store<f64>(changetype<usize>(S), 1);": "'S' is written",
      "store<i32>(T.dataStart, 1);": "'T' is written",
    };
    for (const [statement, reason] of Object.entries(statements)) {
      const { message, diagnostics } = await refuse(`${TABLES} const END = D + 3;
function writes(t: i32[]): void { t[1] = 2; } function passes(t: i32[]): void { writes(t); }
function storeAt(at: usize): void { store<u8>(at, 1); }
export function f(x: i32): i32 {
  ${statement} return x; }`);
      const name = reason.replace("'at'", "'D'");
      assertStringIncludes(message, name, statement);
      assertStringIncludes(message, "static data is one for all workers", statement);
      if (!/writes|passes|storeAt/.test(statement)) assertEquals(diagnostics[0]!.line, 5, statement);
    }
  });

  it("refuses static data that goes where writes to it cannot be seen", async () => {
    const statements = [
      "const a = [T];",
      "kept = T;",
      "let t = new Array<i32>(); t = T;",
      "new Holder(T);",
      "T.buffer;",
      "T.subarray;",
      "store<usize>(0, D);",
      "const n = back(T);",
      "const fn = (t: i32[]): i32 => t[0]; fn(T);",
      "holder.take(T);",
      "load<u8>(load<usize>(0) + back2(D));",
    ];
    for (const statement of statements) {
      const { message } = await refuse(`${TABLES} let kept = new Array<i32>();
class Holder { constructor(public t: i32[]) {} take(t: i32[]): void { t[0] = 1; } } const holder = new Holder([]);
function back(t: i32[]): i32[] { return t; } function back2(t: usize): usize { return t; }
export function f(x: i32): i32 { ${statement} return x; }`);
      assertStringIncludes(message, "must stay constant", statement);
    }
    const declarations = {
      "const scratch = memory.data(16);": "memory.data of a size is memory to write to",
      "class A { static t: i32[] = [1, 2]; }": "move it to the top of the file",
      "namespace N { export const t: i32[] = [1, 2]; }": "move it to the top of the file",
      "class A { t: usize = memory.data<u8>([1]); }": "must stay constant",
    };
    for (const [source, reason] of Object.entries(declarations)) {
      assertStringIncludes(
        (await refuse(`${source} export function f(x: i32): i32 { return x; }`)).message,
        reason,
      );
    }
  });

  it("refuses writes to static data of another file", async () => {
    const support = {
      "tables.ts": "export const T: i32[] = [1, 2, 3];",
      "all.ts": 'export * from "./tables";',
    };
    for (
      const [imported, use] of [
        ['import { T } from "./tables";', "T[0] = 1;"],
        ['import { T as U } from "./all";', "U[0] = 1;"],
        ['import * as all from "./all";', "all.T[0] = 1;"],
      ]
    ) {
      const { message } = await refuse(
        `${imported} export function f(x: i32): i32 { ${use} return x; }`,
        support,
      );
      assertStringIncludes(message, "is written");
    }
  });

  it("allows constant tables, and objects and numbers that each worker has for itself", async () => {
    const { wasm } = await compileModule({
      "k.ts": `${TABLES}
const END = D + 3;
const NAMES: string[] = ["one", "two"];
const own = new StaticArray<i32>(4);
const nested: i32[][] = [[1], [2]];
const copy = T.slice();
let calls = 0;
function at(t: i32[], i: i32): i32 { return i < 0 ? -1 : t[i] + deeper(t, i); }
function deeper(t: i32[], i: i32): i32 { return i > 1 ? at(t, i - 9) : t.length; }
function sum(from: usize, to: usize): i32 { let s = 0; for (; from < to; from++) s += load<u8>(from); return s; }
export function reads(i: i32): i32 {
  const t = T;
  let all = 0;
  for (let p = D; p < END; p += 1) all += load<u8>(p);
  const part = i > 0 ? T[i] : t[0];
  { const T = new Array<i32>(2); T[0] = 5; all += T[0] * 1000; }
  return all + part * 10 + T.length * 100 + <i32>S[0] + NAMES[1].length + T.indexOf(3) + T.slice().push(1);
}
export function passes(i: i32): i32 {
  return at(T, i) + sum(D, D + 3) * 100 + T.reduce((a, x) => a + x, 0) * 10000 + load<i32>(changetype<usize>(S)) + <i32>v128.extract_lane<u8>(v128.load(D), 1);
}
export function counts(i: i32): i32 { own[i]++; nested[0][0]++; copy[0]++; calls++; return own[i] + nested[0][0] + copy[0] + calls; }
`,
    });
    const instance = new KernelInstance(new WebAssembly.Module(wasm), new KernelMemory());
    assertEquals(instance.call("reads", [1]), 6 + 20 + 300 + 1 + 3 + 2 + 4 + 5000);
    assertEquals(instance.call("passes", [0]), 4 + 600 + 60_000 + 0 + 2);
    assertEquals([instance.call("counts", [1]), instance.call("counts", [1])], [
      1 + 2 + 2 + 1,
      2 + 3 + 3 + 2,
    ]);
  });

  it("refuses imports that nobody provides", async () => {
    const cases = {
      "declare function host(x: i32): i32; export function f(x: i32): i32 { return host(x); }":
        "k.ts:1:1: nobody provides 'host'",
      '@external("env", "y") declare const y: i32; export function f(x: i32): i32 { return y; }':
        "nobody provides 'y'",
      "export function f(x: i32): i32 { process.exit(x); return x; }":
        "what does not exist in a kernel: process.exit",
      "export function f(x: i32): i32 { crypto.getRandomValues(new Uint8Array(x)); return x; }":
        "getRandomValues",
    };
    for (const [source, reason] of Object.entries(cases)) {
      assertStringIncludes((await refuse(source)).message, reason, source);
    }
  });
});
