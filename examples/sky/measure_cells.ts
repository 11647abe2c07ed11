import { clippedStatistics } from "./clipped_statistics.ts";
import type { Mesh } from "./mesh.ts";

/**
 * Measures the sky in the cells of one row of the mesh: its level (a median in which objects do not count) and its
 * noise (a standard deviation), both in gray levels.
 *
 * @param levels and `noises`: one number a cell, row by row, written
 */
export function measureCells(
  gray: Float32Array,
  mesh: Mesh,
  row: number,
  levels: Float32Array,
  noises: Float32Array,
): void {
  const top = Math.floor(row * mesh.height / mesh.rows);
  const bottom = Math.floor((row + 1) * mesh.height / mesh.rows);
  for (let column = 0; column < mesh.columns; column++) {
    const left = Math.floor(column * mesh.width / mesh.columns);
    const right = Math.floor((column + 1) * mesh.width / mesh.columns);
    const samples = new Float32Array((right - left) * (bottom - top));
    for (let y = top, at = 0; y < bottom; y++, at += right - left) {
      samples.set(gray.subarray(y * mesh.width + left, y * mesh.width + right), at);
    }
    const { median, sigma } = clippedStatistics(samples);
    levels[row * mesh.columns + column] = median;
    noises[row * mesh.columns + column] = sigma;
  }
}
