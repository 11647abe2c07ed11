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
import { subtractBackground } from "./subtract_background.ts";

/** A shared array, of which a task needs no more than its view. */
interface Shared<View> {
  readonly view: View;
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
