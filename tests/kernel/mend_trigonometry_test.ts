import { assert } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { within } from "../kernels_library/library_kernels.ts";
import { KernelMemory } from "./kernel_memory.ts";

const FUNCTIONS = { sin: Math.sin, cos: Math.cos, tan: Math.tan };

describe("mendTrigonometry()", () => {
  it("has sin, cos and tan of arguments around 2²⁰·π/2 and 2²² be those of V8", async () => {
    const source = Object.keys(FUNCTIONS).map((name) =>
      `export function ${name}(x: f64): f64 { return Math.${name}(x); }`
    );
    const { wasm } = await compileModule({ "trigonometry.ts": source.join("\n") });
    const instance = new KernelInstance(new WebAssembly.Module(wasm), new KernelMemory());
    const check = (x: number) => {
      for (const [name, fn] of Object.entries(FUNCTIONS)) {
        const [got, wanted] = [instance.call(name, [x]) as number, fn(x)];
        assert(within(3, got, wanted), `${name}(${x}): ${got}, not ${wanted}`);
      }
    };
    const argument = fc.double({ min: 2 ** 20, max: 2 ** 23, noNaN: true });
    fc.assert(fc.property(argument, fc.boolean(), (x, isNegative) => check(isNegative ? -x : x)), {
      numRuns: 2000,
    });
    [2023404.7503966803, 2 ** 21, 2 ** 22].forEach(check);
  });
});
