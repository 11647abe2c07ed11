/** What kernels require of their arguments: said by `requires()`, or shown by their loops. */
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { type CallableKernel, defineKernelsOf } from "../../engine/kernel/define_kernels.ts";
import type { RangeKernel, ReducerKernel } from "../../engine/kernel/kernel.ts";
import { readSignatures } from "../../engine/wasm/kernel_sections.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { importTasks, Pool, SharedArray } from "../../mod.ts";

const { sumOf } = importTasks<typeof import("./fixtures/direct_tasks.ts")>(
  import.meta.resolve("./fixtures/direct_tasks.ts"),
);

const IMPORT = 'import { ReadonlySlice, requires, Slice } from "multicore";\n';

/** What the build reads off each of several kernels with that body, in one module. */
async function requirements(bodies: readonly string[], params = ""): Promise<unknown[]> {
  const kernels = bodies.map((body, i) => over(body, params).replace("function f", `function f${i}`));
  const { signatures } = await compileModule({ "k.ts": IMPORT + kernels.join("\n") });
  return signatures.map(({ requires }) => requires);
}

async function refusal(source: string): Promise<string> {
  return (await assertRejects(() => compileModule({ "k.ts": IMPORT + source }), KernelError)).message;
}

const over = (body: string, params = "") =>
  `export function f(xs: ReadonlySlice<f64>, ys: Slice<f64>${params}, from: i32, to: i32): void {\n${body}\n}`;

describe("requires()", () => {
  it("is read as a formula, and as what a divisor must be", async () => {
    const read: [condition: string, requires: unknown][] = [
      ["ys.length >= to", ["ys>=to"]],
      ["to <= ys.length", ["ys>=to"]],
      ["ys.length >= (to + 1_000) * width - by", ["ys>=to 1000 + width * by -"]],
      ["ys.length >= max(to, xs.length / width)", ["width>=1", "ys>=to xs width / max"]],
      ["width >= 2", ["width>=2"]],
      ["xs.length >= to);\nrequires(ys.length >= to", ["xs>=to", "ys>=to"]],
    ];
    assertEquals(
      await requirements(read.map(([condition]) => `requires(${condition});`), ", width: i32, by: u8"),
      read.map(([, requires]) => requires),
    );
  });

  it("is part of the module, and left out where nothing is required", async () => {
    const { wasm } = await compileModule({
      "k.ts": `${IMPORT}${over("requires(ys.length >= to);")}\nexport function g(xs: Slice<f64>): void {}`,
    });
    const [f, g] = readSignatures(wasm);
    assertEquals(f!.requires, ["ys>=to"]);
    assert(!("requires" in g!));
  });

  it("is the author's own function where it is not imported", async () => {
    const own = `import { Slice } from "multicore";
function requires(condition: bool): void { assert(condition, "mine"); }
export function f(ys: Slice<f64>, n: i32): void { requires(ys.length >= n); }`;
    assertEquals((await compileModule({ "k.ts": own })).signatures[0]!.requires, undefined);
  });

  it("refuses what it cannot read, and other places, with file, line and column", async () => {
    for (
      const condition of ["to > 3", "xs.length", "3 >= to", "xs.length >= to << 1", "xs.length >= abs(to)"]
    ) {
      assertStringIncludes(await refusal(over(`requires(${condition});`)), "k.ts:3:");
      assertStringIncludes(await refusal(over(`requires(${condition});`)), "requires() is not clear");
    }
    assertStringIncludes(
      await refusal(over("requires(ys.length >= xs.length / (to - 1));")),
      "divides only by",
    );
    assertStringIncludes(
      await refusal(over("xs[0];\nrequires(ys.length >= to);")),
      "k.ts:4:1: requires() stands at",
    );
    assertStringIncludes(
      await refusal(`function g(n: i32): void { requires(n >= 1); }\n${over("g(to);")}`),
      "requires() stands at the beginning of an exported kernel",
    );
    assertStringIncludes(
      await refusal("export function f(x: i32): i32 { requires(x >= 1); return x; }"),
      "requires() stands in kernels that take slices",
    );
  });
});

describe("a kernel's loop over its range", () => {
  const loop = (body: string) => `for (let i = from; i < to; i++) ${body}`;

  it("shows which slices have an element for each index", async () => {
    const shown: [body: string, requires: unknown][] = [
      [loop("ys[i] = xs[i];"), ["ys>=to", "xs>=to"]],
      [loop("{ const x = xs[i] * 2; ys[0] += x; }"), ["xs>=to"]],
      [loop("if (xs[i] > 0) ys[i] = 1;"), ["xs>=to"]],
      [loop("ys[0] += xs[i] > 0 && ys[i] > 0 ? ys[i] : 1;"), ["xs>=to"]],
      ["let n = 0;\nfor (let i = from, j = 0; i < to; ++i) { n += j; ys[i] = n; }", ["ys>=to"]],
      [`requires(xs.length >= 1);\n${loop("ys[i] = 1;")}`, ["xs>=1"]],
    ];
    assertEquals(
      await requirements(shown.map(([body]) => body)),
      shown.map(([, requires]) => requires),
    );
  });

  it("shows nothing where an element may be left out", async () => {
    const bodies = [
      loop("if (i < ys.length) ys[i] = xs[0];"),
      loop("{ if (i > 3) break; ys[i] = 1; }"),
      loop("{ if (i > 3) continue; ys[i] = 1; }"),
      loop("{ if (i > 3) return; ys[i] = 1; }"),
      loop("{ ys[i] = 1; i++; }"),
      loop("for (let j = 0; j < i; j++) ys[i] += xs[j];"),
      loop("ys[i - from] = 1;"),
      loop("{ const ys = xs; ys[i]; }"),
      "for (let i = from; i < to; i += 2) ys[i] = 1;",
      "for (let i = 0; i < to; i++) ys[i] = 1;",
      "for (let i = from; i < to - 1; i++) ys[i] = 1;",
      `to = 3;\n${loop("ys[i] = 1;")}`,
      `if (to > 3) return;\n${loop("ys[i] = 1;")}`,
      `if (to > 3) ${loop("ys[i] = 1;")}`,
    ];
    assertEquals(await requirements(bodies), bodies.map(() => undefined));
  });
});

interface Kernels {
  fill: RangeKernel<["Slice<f64>"]>;
  rows: RangeKernel<["Slice<f64>", width: "i32"]>;
  total: ReducerKernel<["ReadonlySlice<f64>"], "f64">;
  third: CallableKernel;
}

describe(
  "a call without what its kernel requires",
  { sanitizeOps: false, sanitizeResources: false },
  () => {
    let pool: Pool, kernels: Kernels;
    beforeAll(async () => {
      pool = new Pool(2);
      const { wasm } = await compileModule({
        "k.ts": `${IMPORT}
export function fill(ys: Slice<f64>, from: i32, to: i32): void { for (let i = from; i < to; i++) ys[i] = 1; }
export function rows(ys: Slice<f64>, width: i32, fromRow: i32, toRow: i32): void {
  requires(ys.length >= toRow * width);
  for (let i = fromRow * width; i < toRow * width; i++) ys[i] = 1;
}
export function total(xs: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  let sum: f64 = 0;
  for (let i = from; i < to; i++) sum += xs[i];
  return sum;
}
export function third(xs: ReadonlySlice<f64>, by: i32): f64 {
  requires(xs.length >= 12 / by);
  return xs[2];
}`,
      });
      kernels = defineKernelsOf<Kernels & Record<string, CallableKernel>>(wasm);
    });
    afterAll(() => pool.terminate());

    it("is refused when called, with the array and the length that is wanted", () => {
      const { fill, rows, total, third } = kernels;
      using ys = new SharedArray("f64", 4);
      using neighbour = new SharedArray("f64", 64);
      const refused = (call: () => unknown, reason: string) => assertThrows(call, KernelError, reason);
      refused(
        () => fill(ys, 0, 5),
        `Cannot run the kernel "fill" as 'ys' must have at least 5 elements: received 4`,
      );
      refused(() => fill(new Float64Array(1), 0, 2), "'ys' must have at least 2 elements: received 1");
      refused(() => fill(ys, -1, 4), "'from' must be at least 0: received -1");
      refused(() => fill(ys, 3, 2), "'to' must be at least 3: received 2");
      refused(() => rows(ys, 3, 0, 2), "'ys' must have at least 6 elements: received 4");
      refused(() => rows(ys, -3, 0, 2), "'width' must be at least 0: received -3");
      refused(() => rows(ys, 2 ** 31 - 1, 0, 2 ** 31 - 1), "'ys' must have at least 46116860141324206");
      refused(() => total(ys, 0, 1000), "'xs' must have at least 1000 elements: received 4");
      refused(() => third(ys, 0), "'by' must be at least 1: received 0");
      refused(() => third(ys, 2), "'xs' must have at least 6 elements: received 4");
      assertEquals([...ys.view, ...neighbour.view].filter((y) => y !== 0), []);
      fill(ys, 0, 4);
      rows(ys, 2, 0, 2);
      assertEquals([total(ys, 1, 4), total(ys, 4, 4), third(ys, 5)], [3, 0, 1]);
    });

    it("is refused on a pool before any part of it runs", async () => {
      const { fill, rows, total, third } = kernels;
      using ys = new SharedArray("f64", 4);
      const refused = (call: () => Promise<unknown>, reason: string) =>
        assertRejects(call, KernelError, reason);
      await refused(() => pool.parallelFor(5, fill, [ys]), "'ys' must have at least 5 elements: received 4");
      await refused(() => pool.parallelFor(5, fill, [new Float64Array(4)]), "'ys' must have at least 5");
      await refused(() => pool.parallelFor(2, rows, [ys, 3]), "'ys' must have at least 6 elements");
      await refused(() => pool.parallelFor(2, rows, [ys, -3]), "'width' must be at least 0");
      await refused(() => pool.reduce(1000, total, [ys], "sum"), "'xs' must have at least 1000 elements");
      await refused(() => pool.run(fill, ys, 2, 5), "'ys' must have at least 5 elements");
      await refused(() => pool.run(third, ys, 0), "'by' must be at least 1");
      assertEquals([...ys.view], [0, 0, 0, 0]);
      await pool.parallelFor(4, fill, [ys]);
      assertEquals(await pool.reduce(4, total, [ys], "sum"), 4);
    });

    it("is refused in a worker that calls it, too", async () => {
      using xs = new SharedArray("f64", 2);
      await assertRejects(() => pool.run(sumOf, xs, 1000), KernelError, "'xs' must have at least 1000");
      assertEquals(await pool.run(sumOf, xs, 2), 0);
    });
  },
);

describe("a checked build", () => {
  it("is optimised, and checks each index", async () => {
    const source = `${IMPORT}
export function get(xs: ReadonlySlice<f64>, i: i32): f64 { return xs[i]; }
export function at(i: i32): f64 { const xs = [1.5, 2.5]; return xs[i]; }
export function free(xs: ReadonlySlice<f64>, i: i32): f64 { return unchecked(xs[i]); }
export function twice(x: f64): f64 { return x + x; }`;
    const { wasm, widened } = await compileModule({ "k.ts": source }, { checked: true });
    const { get, at, free } = defineKernelsOf(wasm);
    using xs = new SharedArray("f64", [1, 2]);
    assertEquals([get!(xs, 1), at!(1), free!(xs, 1)], [2, 2.5, 2]);
    assertThrows(
      () => get!(xs, 2),
      KernelError,
      "Cannot access 'xs' as its length is 2: received the index 2 (k.ts:3:",
    );
    assertThrows(() => get!(xs, -1), KernelError, "received the index -1");
    assertThrows(() => at!(2), KernelError);
    free!(xs, 2);
    assertEquals(widened.map(({ name }) => name), ["twice"]);
  });
});
