/**
 * What the service does with its input. Everything that takes long is here, parsing and decoding too: a thread that serves
 * requests should do nothing else.
 *
 * @module
 */
import jpeg from "npm:jpeg-js@0.4.4";
import { SharedArray } from "multicore/mod.ts";
import { resizeArea } from "multicore/kernels/image.ts";
import { countPrimes } from "multicore/kernels/primes.ts";
import { max, mean, min, variance } from "multicore/kernels/reduce.ts";
import { quantiles } from "multicore/kernels/stats.ts";
import { decodePicture } from "./decode_picture.ts";
import { HttpError } from "./http_error.ts";

/** How many primes there are up to `limit`. */
export function primes(limit: number): number {
  return countPrimes(0, limit + 1);
}

/** What `/stats` tells of numbers. */
export interface Statistics {
  count: number;
  mean: number;
  /** Of a sample; 0 for a single number. */
  variance: number;
  min: number;
  max: number;
  /** The 25th, 50th and 75th percentile. */
  quartiles: number[];
}

/**
 * Describes the numbers of a JSON array.
 *
 * @throws {HttpError} 400 for anything else
 */
export function statistics(json: Uint8Array): Statistics {
  using numbers = new SharedArray("f64", parseNumbers(json));
  const count = numbers.length;
  const quartiles = new Float64Array(3);
  quantiles(numbers, new Float64Array([0.25, 0.5, 0.75]), quartiles);
  return {
    count,
    mean: mean(numbers),
    variance: count > 1 ? variance(numbers, 1) : 0,
    min: min(numbers, 0, count),
    max: max(numbers, 0, count),
    quartiles: [...quartiles],
  };
}

const MOST_MEGAPIXELS = 50;
const JPEG_QUALITY = 80;

/**
 * Shrinks a JPEG or PNG picture so that neither side is longer than `size` pixels, as JPEG. A smaller one keeps its size.
 *
 * @throws {HttpError} 400 for bytes that are no picture
 */
export function thumbnail(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const picture = parsed(() => decodePicture(bytes, MOST_MEGAPIXELS));
  const scale = Math.min(1, size / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  using rgba = new SharedArray("u8", picture.rgba);
  const data = new Uint8Array(4 * width * height);
  resizeArea(rgba, picture.width, picture.height, data, width, height, 4, 0, height);
  return new Uint8Array(jpeg.encode({ width, height, data }, JPEG_QUALITY).data);
}

function parseNumbers(json: Uint8Array): number[] {
  const value: unknown = parsed(() => JSON.parse(new TextDecoder().decode(json)), "Cannot read the JSON: ");
  if (!Array.isArray(value) || value.length === 0) {
    throw new HttpError(400, "Cannot describe the numbers as the body must be a JSON array of at least one");
  }
  const wrong = value.findIndex((number) => typeof number !== "number" || !Number.isFinite(number));
  if (wrong === -1) return value;
  throw new HttpError(
    400,
    `Cannot describe the numbers as all must be finite: received ${JSON.stringify(value[wrong])} at ${wrong}`,
  );
}

/** What the input makes fail is the client's fault. */
function parsed<T>(parse: () => T, doing = ""): T {
  try {
    return parse();
  } catch (error) {
    throw new HttpError(400, doing + (error as Error).message);
  }
}
