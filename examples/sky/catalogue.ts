import { COLUMNS } from "./measure_band.ts";

/** One object of the sky. Pixel (0, 0) is the top left one, and a whole number is the middle of a pixel. */
export interface SkyObject {
  /** From 1, in the order of the objects' first pixels, row by row */
  id: number;
  /** The centre: the mean of the pixels' positions, weighted with their smoothed brightness */
  x: number;
  y: number;
  /** In pixels */
  area: number;
  /** The sum of what its pixels are above the background, in gray levels */
  flux: number;
  /** The most that one of its pixels is above the background, in gray levels */
  peak: number;
  /** The root mean square extent along the longer axis of its ellipse and across it, in pixels */
  major: number;
  minor: number;
  /** The direction of the longer axis, in radians from the x axis towards the y axis (which points down) */
  angle: number;
}

// A pixel is not a point but a square of side 1, and this is its variance.
const PIXEL_VARIANCE = 1 / 12;

/**
 * Puts together what `measureBand` found in each band, and describes each object of at least `minArea` pixels. Shapes come
 * from the second moments, as in SExtractor (Bertin & Arnouts 1996).
 *
 * @param tables in the order of the bands, so that sums are always taken in the same order
 */
export function catalogue(tables: Float64Array[], minArea: number): SkyObject[] {
  const sums = new Map<number, Float64Array>();
  for (const table of tables) {
    for (let at = 0; at < table.length; at += COLUMNS.length) {
      const part = table.subarray(at, at + COLUMNS.length);
      const whole = sums.get(part[0]!);
      if (whole === undefined) sums.set(part[0]!, part.slice());
      else add(whole, part);
    }
  }
  return [...sums.values()]
    .filter(([, area]) => area! >= minArea)
    .sort(([a], [b]) => a! - b!)
    .map((sum, i) => describe(sum, i + 1));
}

function add(whole: Float64Array, part: Float64Array): void {
  const peak = Math.max(whole[3]!, part[3]!);
  for (let c = 1; c < COLUMNS.length; c++) whole[c]! += part[c]!;
  whole[3] = peak;
}

function describe(sum: Float64Array, id: number): SkyObject {
  const [, area, flux, peak, weight, ...moments] = sum as unknown as [number, number, number, number, number];
  const [x, y, xx, xy, yy] = moments.map((moment) => moment / weight) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const varianceX = xx - x * x + PIXEL_VARIANCE;
  const varianceY = yy - y * y + PIXEL_VARIANCE;
  const covariance = xy - x * y;
  const mean = (varianceX + varianceY) / 2;
  const spread = Math.hypot((varianceX - varianceY) / 2, covariance);
  return {
    id,
    x,
    y,
    area,
    flux,
    peak,
    major: Math.sqrt(mean + spread),
    minor: Math.sqrt(Math.max(mean - spread, PIXEL_VARIANCE)),
    angle: Math.atan2(2 * covariance, varianceX - varianceY) / 2,
  };
}
