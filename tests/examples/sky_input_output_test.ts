import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { encode as encodePng, type ImageData } from "npm:fast-png@8.0.0";
import { annotate } from "../../examples/sky/annotate.ts";
import { decodePicture } from "../../examples/server/decode_picture.ts";
import { readSettings } from "../../examples/sky/read_settings.ts";

const HUBBLE = new URL("../../examples/data/hubble_deep_field.jpg", import.meta.url);

describe("decodePicture()", () => {
  it("decodes a JPEG", async () => {
    const { width, height, rgba } = decodePicture(await Deno.readFile(HUBBLE));
    assertEquals([width, height, rgba.length], [1000, 872, 4 * 1000 * 872]);
  });

  const formats: [string, ImageData, number[]][] = [
    ["RGBA", { ...flat([10, 20, 30, 255]), channels: 4 }, [10, 20, 30, 255]],
    ["RGB", { ...flat([10, 20, 30]), channels: 3 }, [10, 20, 30, 255]],
    ["gray", { ...flat([77]), channels: 1 }, [77, 77, 77, 255]],
    ["gray with alpha", { ...flat([100, 51]), channels: 2 }, [20, 20, 20, 255]],
    ["half transparent", { ...flat([100, 50, 200, 51]), channels: 4 }, [20, 10, 40, 255]],
    ["16-bit", { ...flat([0x1234, 0x5678, 0x9abc], Uint16Array), channels: 3, depth: 16 }, [
      0x12,
      0x56,
      0x9a,
      255,
    ]],
    ["1-bit", { width: 3, height: 1, data: Uint8Array.of(0b1110_0000), channels: 1, depth: 1 }, [
      255,
      255,
      255,
      255,
    ]],
    ["4-bit", { width: 2, height: 1, data: Uint8Array.of(0x33), channels: 1, depth: 4 }, [51, 51, 51, 255]],
  ];
  for (const [name, image, pixel] of formats) {
    it(`decodes a PNG that is ${name}`, () => {
      const { width, height, rgba } = decodePicture(encodePng(image));
      assertEquals([width, height], [image.width, image.height]);
      assertEquals([...rgba], Array(width * height).fill(pixel).flat());
    });
  }

  it("decodes a PNG with a palette", () => {
    const palette = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    const image = {
      width: 3,
      height: 1,
      data: Uint8Array.of(2, 0, 1),
      channels: 1,
      depth: 8,
      palette,
    } as const;
    assertEquals([...decodePicture(encodePng(image)).rgba], [7, 8, 9, 255, 1, 2, 3, 255, 4, 5, 6, 255]);
  });

  it("refuses what is neither JPEG nor PNG, and shows how it starts", () => {
    const error = assertThrows(() => decodePicture(new TextEncoder().encode("GIF89a...")), TypeError);
    assertEquals(
      error.message,
      'Cannot decode the picture as it is neither JPEG nor PNG: received "47 49 46 38 39 61 2e 2e"',
    );
    assertThrows(() => decodePicture(new Uint8Array()), TypeError, 'received ""');
  });

  it("refuses a broken file", async () => {
    const jpeg = await Deno.readFile(HUBBLE);
    const png = encodePng({ width: 2, height: 2, data: new Uint8Array(16), channels: 4 });
    const spoilt = png.slice();
    spoilt[45]! ^= 0xff;
    for (
      const bytes of [jpeg.subarray(0, 1000), jpeg.subarray(0, jpeg.length / 2), png.subarray(0, 40), spoilt]
    ) {
      assertThrows(
        () => decodePicture(bytes),
        TypeError,
        "Cannot decode the picture as the file is broken: ",
      );
    }
  });
});

describe("annotate()", () => {
  const picture = { width: 40, height: 30, rgba: new Uint8Array(4 * 40 * 30).fill(90) };
  const object = { id: 1, x: 20, y: 15, area: 9, flux: 1, peak: 1, major: 3, minor: 1, angle: 0 };

  it("draws a line round the object in a copy, and nothing on it", () => {
    const before = picture.rgba.slice();
    const { rgba, width, height } = annotate(picture, [object]);
    const changed = (x: number, y: number) =>
      rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 4).some((v) => v !== 90);
    assertEquals([width, height], [40, 30]);
    assertEquals(picture.rgba, before);
    assert(changed(28, 15) && changed(12, 15) && changed(20, 19), "No line where the ellipse passes");
    assert(!changed(20, 15) && !changed(23, 15) && !changed(20, 25), "A line where no ellipse passes");
  });

  it("draws what fits of an ellipse that goes over the edge", () => {
    const { rgba } = annotate(picture, [{ ...object, x: 0, y: 0, angle: 1 }, {
      ...object,
      x: 39,
      y: 29,
      major: 500,
    }]);
    assertEquals(rgba.length, picture.rgba.length);
  });
});

describe("readSettings()", () => {
  it("has a default for everything", () => {
    assertEquals(readSettings([], 6), {
      image: undefined,
      workers: 6,
      sigma: 3,
      minArea: 5,
      out: undefined,
      help: false,
    });
  });

  it("reads every option", () => {
    const args = ["a.png", "--workers", "2", "--sigma=1.5", "--min-area", "9", "--out", "dir", "--help"];
    assertEquals(readSettings(args, 6), {
      image: "a.png",
      workers: 2,
      sigma: 1.5,
      minArea: 9,
      out: "dir",
      help: true,
    });
  });

  it("refuses what it does not know", () => {
    assertStringIncludes(
      assertThrows(() => readSettings(["--wrokers", "2"], 1), TypeError).message,
      "--wrokers",
    );
    assertThrows(() => readSettings(["a.png", "b.png"], 1), TypeError, 'received "a.png", "b.png"');
  });

  it("refuses numbers that make no sense", () => {
    for (const text of ["0", "-1", "1.5", "two", "", "Infinity"]) {
      const error = assertThrows(() => readSettings([`--workers=${text}`], 1), RangeError);
      assertEquals(
        error.message,
        `Cannot read '--workers' as it must be a whole number, at least 1: received "${text}"`,
      );
    }
    assertThrows(
      () => readSettings(["--sigma=NaN"], 1),
      RangeError,
      "'--sigma' as it must be a number, at least 0",
    );
    assertThrows(() => readSettings(["--min-area=0"], 1), RangeError, "'--min-area'");
  });
});

/** A picture of 2 x 2 equal pixels. */
function flat(pixel: number[], ArrayType: typeof Uint8Array | typeof Uint16Array = Uint8Array) {
  return { width: 2, height: 2, data: ArrayType.from(Array(4).fill(pixel).flat()) };
}
