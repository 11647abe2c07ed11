import { type Forest, SKY } from "./union_find.ts";

/**
 * The columns of the table that `measureBand` returns, one row an object: its first pixel, then what to add up over the
 * bands to have the whole object. `weight` and the moments are of the smoothed picture, which is positive all over an
 * object, so that centres and shapes always exist.
 */
export const COLUMNS = ["root", "area", "flux", "peak", "weight", "x", "y", "xx", "xy", "yy"] as const;

/**
 * Measures the parts of objects that lie in rows `fromRow` to `toRow` (not included).
 *
 * @param signal the picture without its background
 * @param smooth the same, blurred
 * @param forest one tree an object, joined over all bands; only read, as other bands are measured at the same time
 * @returns a table of `COLUMNS`, its rows in the order of the objects' first pixels in the band
 */
export function measureBand(
  signal: Float32Array,
  smooth: Float32Array,
  forest: Forest,
  width: number,
  fromRow: number,
  toRow: number,
): Float64Array {
  const rowOf = new Map<number, number>();
  const table: number[] = [];
  for (let y = fromRow; y < toRow; y++) {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (forest[i] === SKY) continue;
      let root = i;
      while (forest[root] !== root) root = forest[root]!;
      let at = rowOf.get(root);
      if (at === undefined) {
        at = table.length;
        rowOf.set(root, at);
        table.push(root, 0, 0, -Infinity, 0, 0, 0, 0, 0, 0);
      }
      const flux = signal[i]!;
      const weight = smooth[i]!;
      table[at + 1]! += 1;
      table[at + 2]! += flux;
      table[at + 3] = Math.max(table[at + 3]!, flux);
      table[at + 4]! += weight;
      table[at + 5]! += weight * x;
      table[at + 6]! += weight * y;
      table[at + 7]! += weight * x * x;
      table[at + 8]! += weight * x * y;
      table[at + 9]! += weight * y * y;
    }
  }
  return Float64Array.from(table);
}
