import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { readModuleId, readSignatures } from "../../engine/wasm/kernel_sections.ts";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { KernelMemory } from "./kernel_memory.ts";

const SOURCE = `import { Slice } from "multicore";

/**
 * Adds \`by\`.
 *
 * Twice as good with two lines.
 */
export function add(x: i32, by: i32): i32 { return x + by; }

/** Brightens. */
export function brighten(pixels: Slice<u8>, by: f32, fromRow: i32, toRow: i32): void {}

export function big(x: u64): u64 { return x; }

function hidden(text: string): string { return text; }
`;

async function refusal(source: string): Promise<string> {
  return (await assertRejects(() => compileModule({ "k.ts": source }), KernelError)).message;
}

describe("compileKernels()", () => {
  it("stores the signatures in the module", async () => {
    const { wasm, signatures } = await compileModule({ "k.ts": SOURCE });
    const stored = readSignatures(new WebAssembly.Module(wasm));
    assertEquals(stored, [...signatures]);
    assertEquals(stored, [
      {
        name: "add",
        kind: "scalar",
        params: [{ name: "x", type: "i32" }, { name: "by", type: "i32" }],
        result: "i32",
        doc: "Adds `by`.\n\nTwice as good with two lines.",
      },
      {
        name: "brighten",
        kind: "range",
        params: [
          { name: "pixels", type: "Slice<u8>" },
          { name: "by", type: "f32" },
          { name: "fromRow", type: "i32" },
          { name: "toRow", type: "i32" },
        ],
        result: "void",
        doc: "Brightens.",
      },
      { name: "big", kind: "scalar", params: [{ name: "x", type: "u64" }], result: "u64", doc: "" },
    ]);
  });

  it("gives the same bytes for the same sources", async () => {
    const [first, second] = [
      await compileModule({ "k.ts": SOURCE }),
      await compileModule({ "k.ts": SOURCE }),
    ];
    assertEquals(first.wasm, second.wasm);
  });

  it("needs no more than one page of the memory that it is given", async () => {
    const { wasm } = await compileModule({ "k.ts": "export function id(x: f64): f64 { return x; }" });
    const env = {
      memory: new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }),
      abort: () => {},
      __arena_more: () => 0,
    };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env });
    assertEquals((exports.id as (x: number) => number)(3), 3);
  });

  it("compiles sources that the entries import, with slices passed on, and makes no kernels of their exports", async () => {
    const sources = {
      "mine/kernels.as.ts": `import { Slice } from "multicore";
        import { total } from "./lib/total.as";
        export function mean(xs: Slice<f64>): f64 { return total(xs) / xs.length; }`,
      "mine/lib/total.as.ts": `import { Slice } from "multicore";
        import { plus } from "../plus.as";
        export function total(xs: Slice<f64>): f64 {
          let sum: f64 = 0;
          for (let i = 0; i < xs.length; i++) sum = plus(sum, xs[i]);
          return sum;
        }`,
      "mine/plus.as.ts": "export function plus(a: f64, b: f64): f64 { return a + b; }",
    };
    const { wasm, signatures } = await compileModule(sources, { entries: ["mine/kernels.as.ts"] });
    assertEquals(signatures.map(({ name }) => name), ["mean"]);
    const memory = new KernelMemory();
    const instance = new KernelInstance(new WebAssembly.Module(wasm), memory);
    assertEquals(instance.call("mean", [memory.array("f64", [1, 2, 6])]), 3);
  });

  it("keeps assertions, and checks indices in a debug build", async () => {
    const sources = {
      "k.ts":
        `export function at(i: i32): i32 { const list = [7, 8]; assert(i != 1, "no one"); return list[i]; }`,
    };
    const instances = await Promise.all([true, false].map(async (debug) => {
      const { wasm } = await compileModule(sources, { debug });
      return new KernelInstance(new WebAssembly.Module(wasm), new KernelMemory());
    }));
    assertEquals(instances.map((instance) => instance.call("at", [0])), [7, 7]);
    for (const instance of instances) {
      assertThrows(() => instance.call("at", [1]), KernelError, "no one (k.ts:1:");
    }
    assertThrows(() => instances[0]!.call("at", [2]), KernelError, "Index out of range");
  });

  it("refuses an unknown option, and an entry that is no source", async () => {
    await assertRejects(
      () => compileModule({}, { fast: true } as never),
      TypeError,
      "option 'fast' is unknown",
    );
    await assertRejects(
      () => compileModule({ "k.ts": SOURCE }, { entries: ["j.ts"] }),
      TypeError,
      `received "j.ts"`,
    );
  });

  it("gives a module an id of its content", async () => {
    const ids = await Promise.all(["x + 1", "x + 1", "x + 2"].map(async (body) => {
      const source = `export function f(x: f64): f64 { return ${body}; }`;
      return readModuleId((await compileModule({ "k.ts": source })).wasm);
    }));
    assertEquals([ids[0], ids[0]!.length], [ids[1], 16]);
    assert(ids[0] !== ids[2]);
  });

  it("refuses an export that is no kernel, with its file and line", async () => {
    const text = await refusal(`\nexport function shout(text: string): string { return text + "!"; }`);
    assertStringIncludes(
      text,
      "Cannot export 'shout' as a kernel (k.ts:2): parameter 'text' must be a number",
    );
    const nothing = await refusal("export function nothing(x: f64): void {}");
    assertStringIncludes(nothing, "takes no slice and gives no number");
    assertStringIncludes(
      await refusal("export function any<T>(x: T): T { return x; }"),
      "no type parameters",
    );
  });

  it("reports every compile error with file, line and column", async () => {
    const text = await refusal(
      "export function f(x: f64): f64 {\n  return x + y;\n}\nexport function g(x: f64): f64 { return z; }",
    );
    assertStringIncludes(text, "k.ts:2:14: Cannot find name 'y'");
    assertStringIncludes(text, "k.ts:4:41: Cannot find name 'z'");
  });
});
