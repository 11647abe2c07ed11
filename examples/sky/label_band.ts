import { type Forest, SKY, unite } from "./union_find.ts";

/**
 * Finds the connected parts of rows `fromRow` to `toRow` (not included) whose pixels are above a threshold and touch at
 * a side or a corner. Reads and writes nothing outside these rows, so bands can be labelled at the same time; `joinBands`
 * then joins what goes over a border.
 *
 * @param forest written: one tree a part
 */
export function labelBand(
  values: Float32Array,
  threshold: number,
  forest: Forest,
  width: number,
  fromRow: number,
  toRow: number,
): void {
  for (let y = fromRow; y < toRow; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (!(values[i]! > threshold)) {
        forest[i] = SKY;
        continue;
      }
      forest[i] = i;
      if (x > 0 && forest[i - 1] !== SKY) unite(forest, i - 1, i);
      if (y > fromRow) uniteAbove(forest, width, x, i);
    }
  }
}

/** Joins a pixel with its three neighbours in the row above. */
export function uniteAbove(forest: Forest, width: number, x: number, i: number): void {
  const above = i - width;
  // The pixel straight above already holds together the two beside it.
  if (forest[above] !== SKY) return unite(forest, above, i);
  if (x > 0 && forest[above - 1] !== SKY) unite(forest, above - 1, i);
  if (x < width - 1 && forest[above + 1] !== SKY) unite(forest, above + 1, i);
}
