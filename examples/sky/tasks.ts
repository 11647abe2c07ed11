/**
 * The steps of the search for objects, each on one band of rows of a picture that all workers share. Only plain loops
 * on the arrays' views: everything that the steps do is in the modules beside this one.
 *
 * @module
 */
import { labelBand } from "./label_band.ts";
import { measureBand } from "./measure_band.ts";
import { measureCells } from "./measure_cells.ts";
import type { Mesh } from "./mesh.ts";
import * as pixels from "./pixels.ts";
import { subtractBackground } from "./subtract_background.ts";

/** A shared array, of which a task needs no more than its view. */
interface Shared<View> {
  readonly view: View;
}

/** `pixels.grayscale` for pixels `from` to `to`. */
export function grayscale(
  rgba: Shared<Uint8Array>,
  gray: Shared<Float32Array>,
  from: number,
  to: number,
): void {
  pixels.grayscale(rgba.view, gray.view, from, to);
}

/** `measureCells` for one row of the mesh. */
export function sky(
  gray: Shared<Float32Array>,
  mesh: Mesh,
  levels: Shared<Float32Array>,
  noises: Shared<Float32Array>,
  row: number,
): void {
  measureCells(gray.view, mesh, row, levels.view, noises.view);
}

/** `subtractBackground` for one band. */
export function subtract(
  gray: Shared<Float32Array>,
  mesh: Mesh,
  levels: Shared<Float32Array>,
  fromRow: number,
  toRow: number,
): void {
  subtractBackground(gray.view, mesh, levels.view, fromRow, toRow);
}

/** `pixels.blurRows` for one band. */
export function blurRows(
  src: Shared<Float32Array>,
  dst: Shared<Float32Array>,
  weights: Shared<Float32Array>,
  radius: number,
  width: number,
  fromRow: number,
  toRow: number,
): void {
  pixels.blurRows(src.view, dst.view, weights.view, radius, width, fromRow, toRow);
}

/** `pixels.blurColumns` for one band. */
export function blurColumns(
  src: Shared<Float32Array>,
  dst: Shared<Float32Array>,
  weights: Shared<Float32Array>,
  radius: number,
  width: number,
  height: number,
  fromRow: number,
  toRow: number,
): void {
  pixels.blurColumns(src.view, dst.view, weights.view, radius, width, height, fromRow, toRow);
}

/** `labelBand` for one band. */
export function label(
  smooth: Shared<Float32Array>,
  threshold: number,
  forest: Shared<Int32Array>,
  width: number,
  fromRow: number,
  toRow: number,
): void {
  labelBand(smooth.view, threshold, forest.view, width, fromRow, toRow);
}

/** `measureBand` for one band. */
export function measure(
  signal: Shared<Float32Array>,
  smooth: Shared<Float32Array>,
  forest: Shared<Int32Array>,
  width: number,
  fromRow: number,
  toRow: number,
): Float64Array {
  return measureBand(signal.view, smooth.view, forest.view, width, fromRow, toRow);
}
