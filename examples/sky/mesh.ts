/** How a picture is divided into cells in which the sky is measured: `columns` x `rows` of nearly equal size. */
export interface Mesh {
  /** The picture's size in pixels */
  width: number;
  height: number;
  columns: number;
  rows: number;
}

const CELL = 64;

/** The mesh for a picture of this size, with cells of about 64 x 64 pixels, none of them a thin slice. */
export function meshFor(width: number, height: number): Mesh {
  const count = (pixels: number) => Math.max(1, Math.round(pixels / CELL));
  return { width, height, columns: count(width), rows: count(height) };
}
