import type { Mesh } from "./mesh.ts";

/**
 * Takes the sky away from rows `fromRow` to `toRow` (not included): between the centres of the cells its level is
 * interpolated on straight lines both ways, beyond the outermost centres it stays as it is there.
 *
 * @param gray read and written in place
 * @param levels the sky's level in each cell
 */
export function subtractBackground(
  gray: Float32Array,
  mesh: Mesh,
  levels: Float32Array,
  fromRow: number,
  toRow: number,
): void {
  const { width, height, columns, rows } = mesh;
  for (let y = fromRow; y < toRow; y++) {
    const down = cellPosition(y, height, rows);
    const above = Math.floor(down) * columns;
    const below = Math.min(Math.floor(down) + 1, rows - 1) * columns;
    const v = down % 1;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const across = cellPosition(x, width, columns);
      const left = Math.floor(across);
      const right = Math.min(left + 1, columns - 1);
      const u = across - left;
      const upper = levels[above + left]! + u * (levels[above + right]! - levels[above + left]!);
      const lower = levels[below + left]! + u * (levels[below + right]! - levels[below + left]!);
      gray[i] = gray[i]! - (upper + v * (lower - upper));
    }
  }
}

/** Where a pixel lies among the cells' centres: 0 at the first one's, `cells - 1` at the last one's. */
function cellPosition(pixel: number, pixels: number, cells: number): number {
  return Math.min(Math.max((pixel + 0.5) * cells / pixels - 0.5, 0), cells - 1);
}
