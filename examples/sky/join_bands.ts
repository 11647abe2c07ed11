import { uniteAbove } from "./label_band.ts";
import { type Forest, SKY } from "./union_find.ts";

/**
 * Joins the parts that `labelBand` found on the two sides of each border between bands.
 *
 * @param firstRows the first row of each band
 */
export function joinBands(forest: Forest, width: number, firstRows: Iterable<number>): void {
  for (const y of firstRows) {
    if (y === 0) continue;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (forest[i] !== SKY) uniteAbove(forest, width, x, i);
    }
  }
}
