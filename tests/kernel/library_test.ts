import { assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { kernelInfo } from "../../engine/kernel/kernel.ts";
import { kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { blurRows } from "../../kernels/image.ts";
import { KernelMemory } from "./kernel_memory.ts";

const { fround } = Math;

let memory: KernelMemory;
let pictures: KernelInstance;
beforeAll(() => {
  memory = new KernelMemory();
  pictures = new KernelInstance(kernelRegistry.module(kernelInfo(blurRows)!.module), memory);
});

describe("grayscale", () => {
  it("equals the luma of every pixel of its range, to the bit", () => {
    for (const pixels of [0, 1, 3, 4, 5, 8, 31]) {
      const rgba = memory.array("u8", randomBytes(pixels * 4));
      const gray = memory.array("f32", Array(pixels + 1).fill(-1), 1);
      const from = Math.min(1, pixels);
      pictures.call("grayscale", [rgba, gray, from, pixels]);
      const wanted = Array.from({ length: pixels }, (_, i) => luma(rgba.view, i));
      assertEquals([...gray.view], [...Array(from).fill(-1), ...wanted.slice(from), -1]);
    }
  });
});

function luma(rgba: Uint8Array, pixel: number): number {
  const [red, green, blue] = rgba.subarray(4 * pixel, 4 * pixel + 3) as unknown as [number, number, number];
  const redGreen = fround(fround(fround(0.2126) * red) + fround(fround(0.7152) * green));
  return fround(redGreen + fround(fround(0.0722) * blue));
}

const randomBytes = (length: number) =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);

describe("blurRows, blurColumns", () => {
  const sizes = [[0, 0], [1, 1], [1, 7], [7, 1], [2, 3], [5, 5], [9, 4], [17, 6], [33, 3]] as const;

  for (const radius of [0, 1, 2, 4]) {
    it(`equal the sums with clamped edges, to the bit, when the radius is ${radius}`, () => {
      for (const [width, height] of sizes) {
        const image = [...randomBytes(width * height)].map((byte) => fround(byte / 3 - 40));
        if (image.length > 4) image.splice(1, 3, NaN, Infinity, -0);
        const src = memory.array("f32", image);
        const weights = memory.array(
          "f32",
          Array.from({ length: 2 * radius + 1 }, (_, k) => fround(0.1 + k / 7)),
          1,
        );
        const [from, to] = [Math.min(1, height), height];
        const at = (x: number, y: number) =>
          src.view[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)]!;
        const blur = (sample: (x: number, y: number, offset: number) => number) =>
          image.map((_, i) => {
            const [x, y] = [i % width, Math.floor(i / width)];
            if (y < from) return -1;
            return weights.view.reduce(
              (sum, weight, k) => fround(sum + fround(weight * sample(x, y, k - radius))),
              0,
            );
          });

        const rows = memory.array("f32", Array(image.length).fill(-1));
        pictures.call("blurRows", [src, rows, weights, radius, width, from, to]);
        assertEquals(
          [...rows.view],
          blur((x, y, offset) => at(x + offset, y)),
          `rows of ${width} x ${height}`,
        );

        const columns = memory.array("f32", Array(image.length).fill(-1));
        pictures.call("blurColumns", [src, columns, weights, radius, width, height, from, to]);
        assertEquals(
          [...columns.view],
          blur((x, y, offset) => at(x, y + offset)),
          `columns of ${width} x ${height}`,
        );
      }
    });
  }
});
