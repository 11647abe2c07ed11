import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { readSignatures } from "../../engine/kernel/kernels_section.ts";
import { compileKernels } from "../../kernels/build/compile_kernels.ts";

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
  return (await assertRejects(() => compileKernels({ "k.ts": source }), KernelError)).message;
}

describe("compileKernels()", () => {
  it("stores the signatures in the module", async () => {
    const { wasm, signatures } = await compileKernels({ "k.ts": SOURCE });
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
      await compileKernels({ "k.ts": SOURCE }),
      await compileKernels({ "k.ts": SOURCE }),
    ];
    assertEquals(first.wasm, second.wasm);
  });

  it("needs no more than one page of the memory that it is given", async () => {
    const { wasm } = await compileKernels({ "k.ts": "export function id(x: f64): f64 { return x; }" });
    const env = {
      memory: new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }),
      abort: () => {},
      __arena_more: () => 0,
    };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), { env });
    assertEquals((exports.id as (x: number) => number)(3), 3);
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
