import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { compileCore } from "../../kernels/compiler/generate/core_target.ts";

const core = (source: string) => compileCore({ "core.as.ts": source }, "core.as.ts");

async function refusal(source: string): Promise<string> {
  return (await assertRejects(() => core(source), KernelError)).message;
}

describe("compileCore()", () => {
  it("accepts flat functions with inlined helpers, constants and the thread's own slot", async () => {
    const sources = {
      "core.as.ts": `import { COUNTER } from "./layout"; import { next } from "./next.as";
        export let self: i32 = 0;
        export function count(): i32 { return atomic.add<i32>(COUNTER, next(0)); }`,
      "layout.ts": "export const COUNTER = 64;",
      "next.as.ts": "// @ts-ignore: decorator\n@inline export function next(x: i32): i32 { return x + 1; }",
    };
    const { wasm } = await compileCore(sources, "core.as.ts");
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env: { memory } });
    const count = exports.count as () => number;
    assertEquals([count(), count(), new Int32Array(memory.buffer)[16]], [0, 1, 2]);
    assertEquals((exports.self as WebAssembly.Global).value, 0);
  });

  it("refuses static data", async () => {
    assertStringIncludes(
      await refusal(
        `export function f(i: i32): i32 { return load<i32>(memory.data<i32>([7, 8, 9]) + (i << 2)); }`,
      ),
      "static data",
    );
  });

  it("refuses a call inside a function, naming both", async () => {
    const message = await refusal(
      `export function fib(n: i32): i32 { return n < 2 ? n : fib(n - 1) + fib(n - 2); }`,
    );
    assertStringIncludes(message, "calls in core.as/fib: call $core.as/fib");
  });

  it("refuses an indirect call", async () => {
    const message = await refusal(`
      function one(): i32 { return 1; }
      function two(): i32 { return 2; }
      export function pick(n: i32): i32 { const f: () => i32 = n ? one : two; return f(); }`);
    assertStringIncludes(message, "calls in core.as/pick: call_indirect");
  });

  it("refuses an import besides the memory", async () => {
    const message = await refusal(`
      @external("env", "now") declare function now(): f64;
      export function f(): f64 { return now(); }`);
    assertStringIncludes(message, "imports env.now");
  });

  it("refuses a mutable global besides 'self'", async () => {
    const message = await refusal(`let count: i32 = 0; export function f(): i32 { return ++count; }`);
    assertStringIncludes(message, "mutable global core.as/count");
  });

  it("reports a compile error with file, line and column", async () => {
    assertStringIncludes(
      await refusal(`export function f(): i32 {\n  return missing;\n}`),
      "core.as.ts:2:10: Cannot find name",
    );
  });
});
