import { KERNEL_ABI } from "../../engine/wasm/kernel_sections.ts";
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { configure } from "../../engine/configure.ts";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { defineKernels } from "../../engine/kernel/define_kernels.ts";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import type { ScalarKernel } from "../../engine/kernel/kernel.ts";
import { Pool } from "../../mod.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { KernelMemory } from "./kernel_memory.ts";

const { wasm, signatures } = await compileModule({
  "faults.ts": `export function fails(how: i32): i32 {
  const bytes = new Uint8Array(100_000);
  bytes[how] = 1;
  if (how == 0) unreachable();
  if (how == 1) return 1 / (how - 1);
  if (how == 2) return deep(how);
  if (how == 3) return load<i32>(-8);
  if (how == 4) while (true) new Float64Array(1 << 20);
  assert(how != 5, "must not be five");
  if (how == 6) throw new Error("six: " + how.toString());
  if (how == 7) abort("seven");
  assert(how != 8);
  return how;
}
function deep(n: i32): i32 { return deep(n + 1) + n; }
export function talks(x: f64): f64 {
  console.log(\`x is \${x}\`);
  trace("numbers", 2, x, 3);
  return Math.random() < 1 && Date.now() > 1600000000000 && performance.now() > 0 ? x : 0;
}
`,
});
const expected = [
  /^Cannot finish the kernel "fails": unreachable$/,
  /^Cannot finish the kernel "fails": divide by zero$/,
  /^Cannot finish the kernel "fails": Maximum call stack size exceeded$/,
  /^Cannot finish the kernel "fails": memory access out of bounds$/,
  /^Cannot finish the kernel "fails": no memory left for the kernel's objects \(runtime\/arena.as.ts:\d+:\d+\)$/,
  /^Cannot finish the kernel "fails": must not be five \(faults.ts:9:3\)$/,
  /^Cannot finish the kernel "fails": six: 6 \(faults.ts:10:17\)$/,
  /^Cannot finish the kernel "fails": seven \(faults.ts:11:17\)$/,
  /^Cannot finish the kernel "fails": aborted \(faults.ts:12:3\)$/,
];

describe("KernelInstance.call()", () => {
  const instance = new KernelInstance(new WebAssembly.Module(wasm), new KernelMemory());

  it("turns each fault into a KernelError that says what and where, and goes on", () => {
    for (let round = 0; round < 3; round++) {
      for (const [how, pattern] of expected.entries()) {
        const error = assertThrows(() => instance.call("fails", [how]), KernelError);
        assertMatch(error.message, pattern);
        const place = error.message.match(/ \((\S+):(\d+):(\d+)\)$/);
        assertEquals(
          error.diagnostics.map(({ file, line, column }) => [file, line, column]),
          place ? [[place[1], Number(place[2]), Number(place[3])]] : [],
        );
        assertEquals(instance.call("fails", [9]), 9);
      }
    }
  });

  it("lets kernels log, read the clock and draw random numbers", () => {
    const lines: string[] = [];
    const { log, error } = console;
    Object.assign(console, {
      log: (line: string) => lines.push(line),
      error: (line: string) => lines.push(line),
    });
    try {
      assertEquals(instance.call("talks", [1.5]), 1.5);
    } finally {
      Object.assign(console, { log, error });
    }
    assertEquals(lines, ["x is 1.5", "numbers 1.5 3"]);
  });
});

describe("Pool with kernels that fail", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  const fails = defineKernels({ abi: KERNEL_ABI, id: "faults", signatures, wasm: wasm.toBase64() })<
    ScalarKernel<[how: "i32"], "i32">
  >("fails");
  beforeAll(() => {
    configure({ memory: "64MiB" });
    pool = new Pool(2);
  });
  afterAll(() => pool.terminate());

  it("rejects that call alone; the workers and their memory go on", async () => {
    const thread = await pool.run(() => 1);
    assertEquals(thread, 1);
    for (const [how, pattern] of expected.entries()) {
      const error = await assertRejects(() => pool.run(fails, how), KernelError);
      assertMatch(error.message, pattern);
      assertEquals(error.diagnostics.length, /\)\$/.test(pattern.source) ? 1 : 0);
      assertEquals(await Promise.all([10, 11, 12].map((x) => pool.run(fails, x))), [10, 11, 12]);
      const list = [20, how, 21];
      assertMatch((await assertRejects(() => pool.map(fails, list), KernelError)).message, pattern);
      assertEquals(await pool.map(fails, [30, 31]), [30, 31]);
    }
  });
});

describe("compileKernels()", () => {
  it("reports asc's errors as diagnostics", async () => {
    const source = "export function f(x: f64): f64 {\n  return x + y;\n}";
    const error = await assertRejects(() => compileModule({ "k.ts": source }), KernelError);
    assert(error.message.includes("k.ts:2:14: Cannot find name 'y'"));
    assertEquals([...error.diagnostics], [
      { file: "k.ts", line: 2, column: 14, message: "Cannot find name 'y'.", code: 2304 },
    ]);
  });
});
