/** Modules that are compiled before the program runs, as runtimes want them that compile nothing. */
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { ID_SECTION, readExtent, readModuleId } from "../../engine/wasm/kernel_sections.ts";
import { kernelInfo } from "../../engine/kernel/kernel.ts";
import { kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { thread } from "../../engine/memory/thread.ts";
import { builtModules, wasmFiles } from "../../kernels/command/write_wasm.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { withSection } from "../../kernels/compiler/wasm_file.ts";
import { INLINE_CORE_ID } from "../../engine/core/generated/inline_core.ts";
import { grayscaleBytes, resizeArea } from "../../kernels/image.ts";
import { quantile } from "../../kernels/stats.ts";
import { configure, defineKernelsOf, Pool, SharedArray } from "../../mod.ts";

const PLACE = 65536;
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

const library = async (name: string) =>
  await builtModules(new URL(`../../kernels/${name}.ts`, import.meta.url));
const images = await library("image");
const files = wasmFiles([...images, ...await library("stats")], PLACE);
const modules = new Map(files.map(({ name, bytes }) => [name, new WebAssembly.Module(bytes)]));
const give = (...kernels: WebAssembly.Module[]) => configure({ kernels });

const { wasm: table } = await compileModule({
  "k.ts":
    "const primes: StaticArray<i32> = [2, 3, 5]; export function prime(i: i32): i32 { return primes[i]; }",
});

describe("wasmFiles()", () => {
  it("names the engine's core and each module that a library module passes on", () => {
    const names = ["core", "filters", "image", "mandelbrot", "resize", "random", "stats"];
    assertEquals(files.map(({ name }) => name), names.map((name) => `${name}.wasm`));
    assertEquals(readModuleId(files[0]!.bytes), INLINE_CORE_ID);
    assertEquals(readModuleId(modules.get("resize.wasm")!), kernelInfo(resizeArea)!.module);
  });

  it("puts static data one after the other, from the place that was asked for", () => {
    let end = PLACE;
    for (const { bytes } of files) {
      const extent = readExtent(bytes);
      if (!extent) continue;
      assert(extent.start >= end && extent.start < end + 16 && extent.end > extent.start);
      end = extent.end;
    }
    assert(end > PLACE);
  });
});

describe("builtModules()", () => {
  it("refuses a file that is not there, or holds no kernels", async () => {
    await assertRejects(() => library("nothing"), KernelError, 'Cannot read the kernels "file://');
    await assertRejects(() => library("compiler/asc"), KernelError, "is no file that build.ts wrote");
  });
});

describe("configure({ kernels })", () => {
  it("refuses what is no module of this version's build, or has nowhere to lie", () => {
    assertThrows(() => configure({ kernels: EMPTY as never }), TypeError, "must be compiled WebAssembly");
    assertThrows(() => give(new WebAssembly.Module(EMPTY)), TypeError, 'no section "multicore.id"');
    const other = new WebAssembly.Module(withSection(EMPTY, ID_SECTION, new Uint8Array(8)));
    assertThrows(() => give(other), TypeError, "core of another version");
    assertThrows(() => give(new WebAssembly.Module(table)), TypeError, "no place: build them with --wasm");
  });

  it("makes the engine and kernels run in the given modules, their static data below the heap", () => {
    configure({ backend: "inline" });
    give(...modules.values());
    give(...modules.values()); // again is no harm
    const overlapping = wasmFiles([{ name: "table", wasm: table }], PLACE)[1]!;
    assertThrows(
      () => give(new WebAssembly.Module(overlapping.bytes)),
      TypeError,
      `overlap at ${PLACE}: build them by one command`,
    );

    using rgba = new SharedArray("u8", 400);
    using gray = new SharedArray("u8", 100);
    rgba.fill(100);
    grayscaleBytes(rgba, gray, 0, 100);
    assertEquals(gray[99], 100);
    assertEquals(quantile(new Float64Array([3, 1, 2]), 0.5), 2);
    const used = kernelRegistry.module(kernelInfo(quantile)!.module);
    assertStrictEquals(used, modules.get("stats.wasm"));
    assertStrictEquals(thread().coreModule, modules.get("core.wasm"));
    const ends = [...modules.values()].map((module) => readExtent(module)?.end ?? 0);
    assert(rgba.byteOffset >= Math.max(...ends));
  });

  it("takes modules without static data also later, but none with it", () => {
    const [, late] = wasmFiles([{ name: "table", wasm: table }], 2 * PLACE);
    const module = new WebAssembly.Module(late!.bytes);
    const problem = "memory is in use, and these kernels have static data";
    assertThrows(() => give(module), TypeError, problem);
    assertThrows(() => defineKernelsOf(module), TypeError, problem);
    give(...modules.values());
  });
});

describe("new Pool({ kernels })", () => {
  it("takes the same, any number of times", async () => {
    for (let i = 0; i < 2; i++) {
      await using pool = new Pool({ kernels: [...modules.values()] });
      assertEquals(await pool.apply(quantile, [new Float64Array([5, 1, 3]), 1]), 5);
    }
    assertThrows(() => new Pool({ kernels: 5 as never }), TypeError, "Cannot create a pool as 'kernels'");
  });
});
