/**
 * A forest over the pixels of a picture, in one array: the parent of each pixel of an object, and `SKY` for all others.
 * Trees are joined so that a parent never comes after its child: the root of an object is the first of its pixels,
 * whatever the order of the joins.
 */
export type Forest = Int32Array;

/** What the forest holds for a pixel that belongs to no object. */
export const SKY = -1;

/** The root of a pixel's tree. Halves the path on its way, after Tarjan and van Leeuwen (1984). */
export function findRoot(forest: Forest, pixel: number): number {
  let parent = forest[pixel]!;
  while (parent !== pixel) {
    const grandparent = forest[parent]!;
    forest[pixel] = grandparent;
    pixel = grandparent;
    parent = forest[pixel]!;
  }
  return pixel;
}

/** Makes the objects of two pixels one. */
export function unite(forest: Forest, a: number, b: number): void {
  const rootA = findRoot(forest, a);
  const rootB = findRoot(forest, b);
  if (rootA < rootB) forest[rootB] = rootA;
  else forest[rootA] = rootB;
}
