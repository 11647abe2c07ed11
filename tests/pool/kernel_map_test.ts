import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { grayscale } from "../../kernels/image.ts";
import { cube, power, square } from "../../kernels/math.ts";
import { Pool } from "../../mod.ts";
import { RawArray } from "../../engine/shared/raw_array.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { Buffer } from "node:buffer";
import { checkHeap } from "../support/check_heap.ts";

describe("Pool with kernels", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool(2)));
  afterAll(() => pool.terminate());

  it("map() runs a kernel over a list, a typed array and a SharedArray, and gives back the same container", async () => {
    assertEquals(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
    const typed = await pool.map(cube, Float64Array.of(1, -2, 0.5));
    assertEquals(typed, Float64Array.of(1, -8, 0.125));
    assert(typed.buffer instanceof ArrayBuffer);
    using shared = new SharedArray("d", [1, 2, 3]);
    using squares = await pool.map(square, shared);
    assertEquals([squares.slice(), shared.slice()], [[1, 4, 9], [1, 2, 3]]);
    using raw = new RawArray("d", [2]);
    using of4 = await pool.map(square, raw);
    assert(of4 instanceof RawArray && !(of4 instanceof SharedArray));
    assertEquals(of4.slice(), [4]);
    using named = new SharedArray("f64", [5]);
    using result = await pool.map(square, named);
    assertEquals(result.slice(), [25]);
  });

  it("takes typed arrays of a subclass, as Node's buffers are", async () => {
    const rgba = Buffer.from([100, 100, 100, 255]);
    const gray = new Float32Array(1);
    await pool.parallelFor(1, grayscale, [rgba, gray]);
    assertEquals(Math.round(gray[0]!), 100);
    class Doubles extends Float64Array {}
    assertEquals(await pool.map(square, Doubles.of(3)), Float64Array.of(9));
  });

  it("map() covers every element once when the workers share a large array", async () => {
    const length = 1_000_003;
    using source = new SharedArray("d", length, { lock: false });
    for (let index = 0; index < length; index++) source.view[index] = index % 1000;
    using target = new SharedArray("d", length, { lock: false });
    assertStrictEquals(await pool.map(square, source, { out: target }), target);
    let wrong = 0;
    for (let index = 0; index < length; index++) if (target.view[index] !== (index % 1000) ** 2) wrong++;
    assertEquals(wrong, 0);
    await pool.map(square, source, { out: source });
    assertEquals(source.view, target.view);
  });

  it("map() passes constants as args, starmap() one array for each parameter", async () => {
    assertEquals(await pool.map(power, [1, 2, 3], { args: [3] }), [
      1,
      8,
      27,
    ]);
    assertEquals(await pool.starmap(power, [[2, 3], [5, 2]]), [
      32,
      9,
    ]);
    assertEquals(pool.mapSync(square, Float64Array.of(3)), Float64Array.of(9));
  });

  it("run() calls a scalar kernel as a function", async () => {
    assertEquals(await pool.run(power, 2, 10), 1024);
    assertEquals(pool.applySync(cube, [3]), 27);
  });

  it("map() gives an empty container for no elements", async () => {
    assertEquals(await pool.map(square, []), []);
    assertEquals(await pool.map(square, new Float64Array()), new Float64Array());
    await pool.parallelFor(0, grayscale, [new SharedArray("u8", 4), new SharedArray("f32", 1)]);
  });

  it("parallelFor() runs a range kernel over parts that workers claim", async () => {
    const pixels = 10_007;
    using rgba = new SharedArray("u8", 4 * pixels, { lock: false });
    using gray = new SharedArray("f32", pixels, { lock: false });
    for (let index = 0; index < rgba.length; index++) rgba.view[index] = (index * 7) % 256;
    for (const chunkSize of [1, 1000, undefined]) {
      gray.fill(-1);
      await pool.parallelFor(pixels, grayscale, [rgba, gray], { chunkSize });
      const wrong = gray.slice().findIndex((luma, index) => {
        const [red, green, blue] = rgba.view.subarray(4 * index) as unknown as [number, number, number];
        return Math.abs(luma - (0.2126 * red + 0.7152 * green + 0.0722 * blue)) > 1e-3;
      });
      assertEquals(wrong, -1);
    }
  });

  it("map() and parallelFor() refuse what the kernel does not take, before anything runs", async () => {
    const bad = (items: unknown, options?: object) => pool.map(square, items as number[], options);
    await assertRejects(
      () => bad(Float32Array.of(1)),
      TypeError,
      `Cannot map the kernel "square" over 'x' as it takes f64: received a Float32Array`,
    );
    using ints = new SharedArray("i", [1]);
    await assertRejects(
      () => bad(ints),
      TypeError,
      `Cannot map the kernel "square" over 'x' as it takes f64: received a SharedArray of "i"`,
    );
    await assertRejects(() => bad(["a"]), TypeError);
    await assertRejects(() => bad(5), TypeError);
    await assertRejects(
      () => bad([1], { args: [2] }),
      TypeError,
      "takes 1 arguments: received 1 arrays and 1 constants",
    );
    await assertRejects(() => bad([1], { out: ints }), TypeError, `'out' must be a SharedArray of "f64"`);
    using short = new SharedArray("d", 1);
    await assertRejects(
      () => bad([1, 2], { out: short }),
      RangeError,
      "'out' must have 2 elements: received 1",
    );
    await assertRejects(() => bad([1], { chunkSize: 1 }), TypeError, "chunkSize");
    await assertRejects(
      () => pool.map(grayscale as unknown as typeof square, [1]),
      TypeError,
      "range",
    );
    await assertRejects(
      () => pool.parallelFor(1, square as never, []),
      TypeError,
      "Cannot run a parallel loop as it needs a range kernel: received square",
    );
    await assertRejects(
      // @ts-expect-error: the kernel takes u8 and f32
      () => pool.parallelFor(-1, grayscale, [ints, ints]),
      RangeError,
      "received -1",
    );
    // @ts-expect-error: the kernel takes f64
    assertThrows(() => pool.mapSync(square, Float32Array.of(1)), TypeError);
  });

  it("lets go of what it allocated when a map is done, when it is refused and when it fails", async () => {
    await pool.map(square, [1]);
    const before = checkHeap().usedBytes;
    await pool.map(square, Array.from({ length: 10_000 }, (_, n) => n));
    await assertRejects(() => pool.starmap(power, [[1, 2], [1]]));
    const controller = new AbortController();
    controller.abort();
    await assertRejects(() => pool.map(square, [1, 2, 3], { signal: controller.signal }));
    assertEquals(checkHeap().usedBytes, before);
  });
});
