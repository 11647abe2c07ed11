import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { kernelInfo } from "../../engine/kernel/kernel.ts";
import { KernelRegistry, kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { readSignatures } from "../../engine/kernel/kernels_section.ts";
import { grayscale } from "../../kernels/image.ts";
import { cube, power, square } from "../../kernels/math.ts";
import * as math from "../../kernels/math.ts";
import { KernelMemory } from "./kernel_memory.ts";

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

describe("KernelRegistry", () => {
  it("refuses an unknown module, and an instance without a host", () => {
    const registry = new KernelRegistry();
    assertThrows(() => registry.bytes("nothing"), KernelError, "nothing");
    registry.add("known", kernelRegistry.bytes(id));
    assertThrows(() => registry.instance("known"), KernelError, "no memory");
  });

  it("makes one instance of a module, from bytes or as another thread compiled it", () => {
    const registry = new KernelRegistry();
    registry.setHost(new KernelMemory());
    registry.add("bytes", kernelRegistry.bytes(id));
    registry.add("module", kernelRegistry.module(id));
    for (const known of ["bytes", "module"]) {
      assert(registry.has(known));
      assertStrictEquals(registry.instance(known), registry.instance(known));
      assertEquals(registry.instance(known).call("square", [5]), 25);
    }
  });
});
