import { median } from "./median.ts";
import type { Mesh } from "./mesh.ts";

/**
 * Replaces the level of each cell that is brighter than the median of itself and its neighbours by more than the noise
 * with that median: an object that fills a cell lifts its level, and would vanish from the picture with the background.
 */
export function mendLevels(levels: Float32Array, mesh: Mesh, noise: number): void {
  const measured = levels.slice();
  for (let i = 0; i < measured.length; i++) {
    const row = Math.floor(i / mesh.columns);
    const column = i % mesh.columns;
    const around: number[] = [];
    for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, mesh.rows - 1); y++) {
      for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, mesh.columns - 1); x++) {
        around.push(measured[y * mesh.columns + x]!);
      }
    }
    const expected = median(around);
    if (measured[i]! - expected > noise) levels[i] = expected;
  }
}
