import * as math from "../../kernels/math.ts";
import { assert, assertEquals, assertNotEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { defineKernels, defineKernelsOf } from "../../engine/kernel/define_kernels.ts";
import { kernelInfo, type ScalarKernel } from "../../engine/kernel/kernel.ts";
import { KernelRegistry, kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { KERNEL_ABI, KERNELS_SECTION, readSignatures } from "../../engine/wasm/kernel_sections.ts";
import { placeModule } from "../../engine/wasm/place_module.ts";
import { wasmSections } from "../../engine/wasm/module_reader.ts";
import { withSection } from "../../kernels/compiler/wasm_file.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { grayscale } from "../../kernels/image.ts";
import { cube, power, square } from "../../kernels/math.ts";
import { KernelMemory } from "./kernel_memory.ts";

const { wasm: BUILT } = await compileModule({
  "k.ts": `const primes: StaticArray<i32> = [2, 3, 5, 7, 11];
/** The prime with that number. */
export function prime(i: i32): i32 { return primes[i]; }`,
});
const { wasm: other } = await compileModule({
  "k.ts": "export function next(i: i32): i32 { return i + 1; }",
});
const id = kernelInfo(square)!.module;

describe("kernelInfo()", () => {
  it("is the kernel's signature and module, as the module itself has them", () => {
    const signatures = readSignatures(kernelRegistry.module(id));
    assertEquals(Object.keys(math), signatures.map(({ name }) => name).sort());
    for (const signature of signatures) {
      const kernel = math[signature.name as keyof typeof math];
      assertEquals(kernelInfo(kernel), { ...signature, module: id });
      assertEquals(kernel.name, signature.name);
    }
  });

  it("is undefined for what is no kernel", () => {
    assertEquals([() => 1, class {}, {}, undefined, "square"].map(kernelInfo), Array(5).fill(undefined));
  });
});

describe("defineKernels()", () => {
  it("makes functions that run on this thread", () => {
    const memory = new KernelMemory();
    kernelRegistry.setHost(memory);
    assertEquals([square(3), cube(-2), power(2, 10)], [9, -8, 1024]);
    const rgba = memory.array("u8", [255, 255, 255, 255, 0, 0, 0, 255]);
    const gray = memory.array("f32", [-1, -1]);
    grayscale(rgba, gray, 0, 2);
    assertEquals([...gray.view].map(Math.round), [255, 0]);
  });

  it("makes scalar kernels that stand where a function of numbers is wanted", () => {
    const apply = <A, R>(fn: (item: A) => R, item: A): R => fn(item);
    const result: number = apply(cube, 3);
    assertEquals(result, 27);
    // @ts-expect-error: a string is no number
    assertThrows(() => square("3"), TypeError);
    // @ts-expect-error: a range kernel needs its range
    assertThrows(() => grayscale(), TypeError);
  });
});

describe("kernels that another version built", () => {
  const signatures = readSignatures(BUILT);
  const message = "Cannot use the kernels prime as another version of multicore built them: build them again";

  it("are refused by name", () => {
    for (const abi of [undefined as never, KERNEL_ABI - 1, KERNEL_ABI + 1]) {
      const definition = { abi, id: "old", signatures, wasm: BUILT.toBase64() };
      assertThrows(() => defineKernels(definition), TypeError, message);
    }
  });

  it("are refused by name as a module too, whose section was without a version once", () => {
    const { start, end } = wasmSections(BUILT).find(({ name }) => name === KERNELS_SECTION)!;
    const without = new Uint8Array([...BUILT.subarray(0, start), ...BUILT.subarray(end)]);
    for (const section of [signatures, { abi: KERNEL_ABI + 1, kernels: signatures }]) {
      const content = new TextEncoder().encode(JSON.stringify(section));
      const wasm = withSection(without, KERNELS_SECTION, content);
      assertThrows(() => defineKernelsOf(wasm), TypeError, message);
    }
  });
});

describe("KernelRegistry", () => {
  it("refuses an unknown module, and an instance without a host", () => {
    const registry = new KernelRegistry();
    assertThrows(() => registry.bytes("nothing"), KernelError, "nothing");
    registry.add("known", kernelRegistry.bytes(id));
    assertThrows(() => registry.instance("known"), KernelError, "no memory");
  });

  it("makes one instance of a module, in base64 or as bytes, as it was built or placed", () => {
    const registry = new KernelRegistry();
    registry.setHost(new KernelMemory());
    registry.add("built", BUILT);
    registry.add("base64", BUILT.toBase64());
    registry.add("placed", registry.bytes("built"));
    for (const known of ["built", "base64", "placed"]) {
      assert(registry.has(known));
      assertStrictEquals(registry.instance(known), registry.instance(known));
      assertEquals(registry.instance(known).call("prime", [3]), 7);
    }
  });

  it("places a module once in each host's memory", () => {
    const registry = new KernelRegistry();
    registry.add(id, BUILT);
    const hosts = [new KernelMemory(), new KernelMemory()];
    hosts[1]!.arenaMore(64);
    const [first, second] = hosts.map((host) => {
      registry.setHost(host);
      assertStrictEquals(registry.bytes(id), registry.bytes(id));
      assertEquals(registry.instance(id).call("prime", [1]), 3);
      return registry.bytes(id);
    });
    assertNotEquals(first, second);
  });

  it("takes a compiled module if its static data is placed, and sends it nowhere", () => {
    const registry = new KernelRegistry();
    registry.setHost(new KernelMemory());
    registry.add("built", BUILT);
    registry.add("compiled", new WebAssembly.Module(registry.bytes("built")));
    assertEquals(registry.instance("compiled").call("prime", [0]), 2);
    assertThrows(() => registry.bytes("compiled"), KernelError, "Cannot send the kernels to another thread");
    registry.add("unplaced", new WebAssembly.Module(BUILT));
    assertThrows(() => registry.instance("unplaced"), KernelError, "Cannot place the static data");
  });
});

describe("defineKernelsOf()", () => {
  it("makes checked, typed kernels of nothing but a module's bytes", () => {
    kernelRegistry.setHost(new KernelMemory());
    const bytes = BUILT.slice();
    const { prime } = defineKernelsOf<{ prime: ScalarKernel<[i: "i32"], "i32"> }>(bytes);
    bytes.fill(0);
    const result: number = prime(4);
    assertEquals([result, prime.name, kernelInfo(prime)?.doc], [11, "prime", "The prime with that number."]);
    assertThrows(
      () => prime(0.5),
      TypeError,
      "'i' must be an integer from -2147483648 to 2147483647: received 0.5",
    );
    const untyped = defineKernelsOf(BUILT);
    assertEquals([Object.keys(untyped), untyped.prime!(2)], [["prime"], 5]);
    assertEquals(kernelInfo(untyped.prime)!.module, kernelInfo(prime)!.module);
  });

  it("makes kernels of a compiled module", () => {
    kernelRegistry.setHost(new KernelMemory());
    const placed = new WebAssembly.Module(placeModule(other, new KernelMemory()));
    const { next } = defineKernelsOf(placed);
    assertEquals(next!(4), 5);
  });

  it("refuses what was not built here", () => {
    assertThrows(() => defineKernelsOf(Uint8Array.of(1, 2, 3)), TypeError, "no WebAssembly module");
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    assertThrows(() => defineKernelsOf(empty), TypeError, 'no section "multicore.id"');
    assertThrows(
      () => defineKernelsOf(new WebAssembly.Module(empty)),
      TypeError,
      'no section "multicore.id"',
    );
    assertThrows(() => defineKernelsOf(BUILT.subarray(0, -1)), TypeError, "cut short");
  });
});
