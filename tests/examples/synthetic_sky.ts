import type { Picture } from "../../examples/server/decode_picture.ts";

/** A round source of light: its brightness falls off as a Gaussian. */
export interface Source {
  x: number;
  y: number;
  /** The sum of its brightness over all pixels, in gray levels */
  flux: number;
  /** In pixels */
  sigma: number;
}

/** A sky of which everything is known. */
export interface Sky {
  width: number;
  height: number;
  sources?: Source[];
  /** The background at a pixel, in gray levels */
  background?: (x: number, y: number) => number;
  /** The standard deviation of the noise, in gray levels */
  noise?: number;
  seed?: number;
}

/** Paints a sky as a gray picture of 8 bits, rounded as a camera would. */
export function paintSky(sky: Sky): Picture {
  const { width, height, sources = [], background = () => 20, noise = 1, seed = 1 } = sky;
  const random = generator(seed);
  const light = new Float64Array(width * height);
  for (const source of sources) shine(light, width, height, source);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < light.length; i++) {
    const level = background(i % width, Math.floor(i / width)) + light[i]! + noise * gaussian(random);
    rgba.fill(level, 4 * i, 4 * i + 3);
    rgba[4 * i + 3] = 255;
  }
  return { width, height, rgba: new Uint8Array(rgba.buffer) };
}

function shine(light: Float64Array, width: number, height: number, { x, y, flux, sigma }: Source): void {
  const peak = flux / (2 * Math.PI * sigma ** 2);
  const reach = Math.ceil(8 * sigma);
  for (let py = Math.max(0, Math.floor(y) - reach); py <= Math.min(height - 1, y + reach); py++) {
    for (let px = Math.max(0, Math.floor(x) - reach); px <= Math.min(width - 1, x + reach); px++) {
      light[py * width + px]! += peak * Math.exp(-((px - x) ** 2 + (py - y) ** 2) / (2 * sigma ** 2));
    }
  }
}

/** Mulberry32: a small random generator with a seed, 0 to 1 (not included). */
export function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random number of the normal distribution (Box and Muller 1958). */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
