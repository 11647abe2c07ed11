import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { instantiateSync } from "npm:@assemblyscript/loader@0.28.20";
import { kernelImports } from "../../engine/wasm/kernel_imports.ts";
import { placeModule } from "../../engine/wasm/place_module.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { KernelMemory } from "./kernel_memory.ts";

/** What AssemblyScript's own loader makes of the runtime that a module exports. */
interface Runtime {
  readonly __newArrayBuffer: (buffer: ArrayBuffer) => number;
  readonly __getArrayBuffer: (address: number) => ArrayBuffer;
  readonly __newString: (text: string) => number;
  readonly __getString: (address: number) => string;
  readonly __pin: (address: number) => number;
  readonly half: (x: number) => number;
}

describe("a built module", () => {
  it("can be loaded by @assemblyscript/loader on a shared memory, with strings and buffers", async () => {
    const { wasm } = await compileModule({
      "half.ts": "export function half(x: f64): f64 { return `${x}`.length > 0 ? x / 2 : 0; }",
    });
    const host = new KernelMemory();
    const memory = host.memory();
    const module = new WebAssembly.Module(placeModule(wasm, host));
    const env = { ...kernelImports(memory, host), memory };
    const runtime = instantiateSync(module, { env }).exports as unknown as Runtime;
    assertEquals(runtime.half(7), 3.5);
    const text = runtime.__pin(runtime.__newString("Zwölf Boxkämpfer 🥊"));
    const buffer = runtime.__pin(runtime.__newArrayBuffer(Uint8Array.of(1, 2, 3).buffer));
    assertEquals(runtime.__getString(text), "Zwölf Boxkämpfer 🥊");
    assertEquals([...new Uint8Array(runtime.__getArrayBuffer(buffer))], [1, 2, 3]);
  });
});
