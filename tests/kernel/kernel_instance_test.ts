import { assertEquals, assertInstanceOf, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { KernelMemory } from "./kernel_memory.ts";

const { wasm } = await compileModule({
  "k.ts": `import { Slice } from "multicore";
export function divide(a: i32, b: i32): i32 { return a / b; }
export function positive(x: f64): f64 {
  if (!(x > 0)) throw new Error("must be positive, was " + x.toString());
  return new Float64Array(4).length + x;
}
export function deep(n: i32): i32 { return n == 0 ? 0 : 1 + deep(n - 1); }
export function hog(n: i32): i32 { let sum = 0; for (let i = 0; i < n; i++) sum += new Float64Array(1 << 17).length; return sum; }
export function weigh(a: f32, b: i32, c: f64): f64 { return <f64>a + <f64>b * c; }
export function smallSigned(x: i32): i8 { return <i8>x; }
export function small(x: i32): u8 { return <u8>x; }
export function shortSigned(x: i32): i16 { return <i16>x; }
export function short(x: i32): u16 { return <u16>x; }
export function word(x: i32): u32 { return <u32>x; }
export function wide(x: u64): u64 { return x - 1; }
export function fill(dst: Slice<f64>, value: f64, from: i32, to: i32): void {
  for (let i = from; i < to; i++) dst[i] = value;
}`,
});
const module = new WebAssembly.Module(wasm);
const memory = new KernelMemory();
const instance = new KernelInstance(module, memory);
const ramp = (length: number, start = 0) => Array.from({ length }, (_, i) => i + start);

describe("KernelInstance.call()", () => {
  it("gives integers of every width as JavaScript has them", () => {
    const call = (name: string, x: number) => instance.call(name, [x]);
    assertEquals([call("smallSigned", 200), call("small", 456), call("small", -1)], [-56, 200, 255]);
    assertEquals([call("shortSigned", 40_000), call("short", -1), call("word", -1)], [
      -25_536,
      65_535,
      4_294_967_295,
    ]);
    assertEquals(instance.call("wide", [0n]), 2n ** 64n - 1n);
  });

  it("turns a trap into a KernelError, and the next call works", () => {
    for (const name of ["divide", "divide"]) {
      const error = assertThrows(() => instance.call(name, [1, 0]), KernelError);
      assertMatch(error.message, /^Cannot finish the kernel "divide": divide by zero$/);
      assertInstanceOf(error.cause, WebAssembly.RuntimeError);
    }
    assertEquals(instance.call("divide", [7, 2]), 3);
  });

  it("turns a throw into a KernelError with message, file and line", () => {
    const error = assertThrows(() => instance.call("positive", [-1.5]), KernelError);
    assertMatch(
      error.message,
      /^Cannot finish the kernel "positive": must be positive, was -1\.5 \(k\.ts:4:\d+\)$/,
    );
    assertEquals(instance.call("positive", [1.5]), 5.5);
  });

  it("turns a stack overflow into a KernelError", () => {
    assertThrows(() => instance.call("deep", [10_000_000]), KernelError);
    assertEquals(instance.call("deep", [10]), 10);
  });

  it("turns an exhausted arena into a KernelError, and the same memory serves the next call", () => {
    const small = new KernelInstance(module, new KernelMemory());
    for (const _ of ramp(3)) {
      const error = assertThrows(() => small.call("hog", [4]), KernelError);
      assertStringIncludes(error.message, "no memory left for the kernel's objects");
      assertEquals(small.call("hog", [2]), 2 << 17);
    }
  });

  it("refuses arguments that do not fit, naming the parameter", () => {
    const refusal = (name: string, args: unknown[]) =>
      assertThrows(() => instance.call(name, args), TypeError).message;
    assertStringIncludes(refusal("divide", [1]), `"divide" as it takes 2 arguments: received 1`);
    assertStringIncludes(
      refusal("divide", [1, 0.5]),
      "'b' must be an integer from -2147483648 to 2147483647: received 0.5",
    );
    assertStringIncludes(refusal("weigh", [1, 2, "3"]), "'c' must be a number: received 3");
    assertStringIncludes(
      refusal("wide", [1]),
      "'x' must be a bigint from 0n to 18446744073709551615n: received 1",
    );
    assertThrows(() => instance.call("absent", []), KernelError, "absent");
  });
});

describe("KernelInstance.callRange()", () => {
  it("takes an array's address and works on its part alone", () => {
    const array = memory.array("f64", ramp(6));
    instance.call("fill", [array, 9, 2, 4]);
    assertEquals([...array.view], [0, 1, 9, 9, 4, 5]);
  });

  it("accepts Python's code for the element type, and refuses another element type", () => {
    const array = memory.array("f64", ramp(2));
    instance.call("fill", [{ ...array, typeCode: "d" }, 7, 0, 2]);
    assertEquals([...array.view], [7, 7]);
    const refusal = (value: unknown) =>
      assertThrows(() => instance.call("fill", [value, 1, 0, 1]), TypeError).message;
    assertStringIncludes(
      refusal({ ...array, typeCode: "f32" }),
      `'dst' must be a SharedArray of "f64" or a Float64Array: received an array of "f32"`,
    );
    assertStringIncludes(refusal(new Float64Array(1)), "received a Float64Array");
    assertStringIncludes(refusal(12), "received 12");
  });
});

describe("KernelInstance.mapChunk()", () => {
  it("applies the kernel to every length around the unrolling, from any start, and to nothing else", () => {
    for (const length of ramp(10)) {
      for (const from of ramp(length + 1)) {
        const src = memory.array("i32", ramp(length, 100), 1);
        const dst = memory.array("i32", Array(length + 1).fill(-1));
        instance.mapChunk("divide", src.byteOffset, dst.byteOffset, from, length, [10]);
        assertEquals([...dst.view], [
          ...Array(from).fill(-1),
          ...ramp(length - from, 100 + from).map((x) => Math.trunc(x / 10)),
          -1,
        ]);
      }
    }
  });

  it("works in place", () => {
    const array = memory.array("i32", [10, 20, 30, 40, 50]);
    instance.mapChunk("divide", array.byteOffset, array.byteOffset, 0, 5, [10]);
    assertEquals([...array.view], [1, 2, 3, 4, 5]);
  });

  it("turns a trap in the middle of a chunk into a KernelError", () => {
    const array = memory.array("f64", [1, 2, 3, 4, -5, 6]);
    const { byteOffset } = array;
    assertThrows(() => instance.mapChunk("positive", byteOffset, byteOffset, 0, 6), KernelError, "was -5");
  });
});

describe("KernelInstance.zipChunk()", () => {
  it("streams every parameter, each with its own element size", () => {
    for (const length of ramp(10)) {
      const a = memory.array("f32", ramp(length).map((x) => x / 4), 1);
      const b = memory.array("i32", ramp(length, -3));
      const c = memory.array("f64", ramp(length).map((x) => x * 1.5));
      const dst = memory.array("f64", Array(length + 1).fill(-1));
      instance.zipChunk("weigh", [a, b, c].map(({ byteOffset }) => byteOffset), dst.byteOffset, 0, length);
      assertEquals([...dst.view], [...ramp(length).map((i) => a.view[i]! + b.view[i]! * c.view[i]!), -1]);
    }
  });
});
