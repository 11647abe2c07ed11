// The matrix product of both `linalg.as.ts` and `linalg_fused.as.ts`.

// A tile of the product is 4 rows by 2 vectors, kept in registers. What is multiplied for it is a panel of `b`, as wide as
// the tile and up to 512 rows deep, copied so that it lies in one piece and stays in the first-level cache. Four panels are
// copied at a time: each row of `b` is in another page, and more than one panel is in a line of the cache.
const TILE_ROWS = 4;
const TILE_BYTES: usize = 32;
const PANEL_DEPTH = 512;
const PANELS: usize = 4;

/**
 * The rows `fromRow … toRow` of c = a·b; `a` has `depth` columns, `b` and `c` have `columns`. With `fused` each product is
 * added with one rounding where the processor can, else with two.
 */
// @ts-ignore: decorator
@inline
export function multiply<T>(
  fused: bool,
  a: usize,
  b: usize,
  c: usize,
  depth: i32,
  columns: i32,
  fromRow: i32,
  toRow: i32,
): void {
  const rowOfA = <usize>depth * sizeof<T>();
  const rowOfC = <usize>columns * sizeof<T>();
  const firstOfC = c + <usize>fromRow * rowOfC;
  memory.fill(firstOfC, 0, <usize>(toRow - fromRow) * rowOfC);
  const panelBytes = <usize>min(PANEL_DEPTH, depth) * TILE_BYTES;
  const panels = heap.alloc(PANELS * panelBytes);
  memory.fill(panels, 0, PANELS * panelBytes);
  const edge = heap.alloc(TILE_ROWS * TILE_BYTES);
  for (let top = 0; top < depth; top += PANEL_DEPTH) {
    const rows = min(PANEL_DEPTH, depth - top);
    for (let left: usize = 0; left < rowOfC; left += TILE_BYTES) {
      const width = min(TILE_BYTES, rowOfC - left);
      const panel = panels + left / TILE_BYTES % PANELS * panelBytes;
      if (panel == panels) pack(b + <usize>top * rowOfC + left, rowOfC, rowOfC - left, panels, panelBytes, rows);
      const panelEnd = panel + <usize>rows * TILE_BYTES;
      let a0 = a + <usize>fromRow * rowOfA + <usize>top * sizeof<T>();
      let tile = firstOfC + left;
      for (let row = fromRow; row < toRow; row += TILE_ROWS) {
        const last = <usize>min(TILE_ROWS, toRow - row) - 1;
        // At the edges a part of a tile: what is beyond them is computed in vain, from the last row there is.
        const a1 = a0 + min<usize>(1, last) * rowOfA;
        const a2 = a0 + min<usize>(2, last) * rowOfA;
        const a3 = a0 + last * rowOfA;
        if (last == TILE_ROWS - 1 && width == TILE_BYTES) {
          addTile<T>(fused, a0, a1, a2, a3, panel, panelEnd, tile, rowOfC);
        } else {
          copyRows(tile, rowOfC, edge, TILE_BYTES, last, width);
          addTile<T>(fused, a0, a1, a2, a3, panel, panelEnd, edge, TILE_BYTES);
          copyRows(edge, TILE_BYTES, tile, rowOfC, last, width);
        }
        a0 += TILE_ROWS * rowOfA;
        tile += TILE_ROWS * rowOfC;
      }
    }
  }
}

/** Copies `rows` rows of `b` to the panels, of each row the `width` bytes that are left of it, or as many as there is room for. */
function pack(b: usize, rowOfB: usize, width: usize, panels: usize, panelBytes: usize, rows: i32): void {
  if (width < PANELS * TILE_BYTES) return packEdge(b, rowOfB, width, panels, panelBytes, rows);
  for (const end = panels + <usize>rows * TILE_BYTES; panels < end; panels += TILE_BYTES, b += rowOfB) {
    let panel = panels;
    for (let left: usize = 0; left < PANELS * TILE_BYTES; left += TILE_BYTES) {
      v128.store(panel, v128.load(b + left));
      v128.store(panel, v128.load(b + left, 16), 16);
      panel += panelBytes;
    }
  }
}

/** `pack` for fewer columns than the panels have. */
function packEdge(b: usize, rowOfB: usize, width: usize, panels: usize, panelBytes: usize, rows: i32): void {
  for (const end = panels + <usize>rows * TILE_BYTES; panels < end; panels += TILE_BYTES, b += rowOfB) {
    let panel = panels;
    for (let left: usize = 0; left < width; left += TILE_BYTES) {
      memory.copy(panel, b + left, min(TILE_BYTES, width - left));
      panel += panelBytes;
    }
  }
}

/** Copies the rows 0 … `last` of a tile. */
function copyRows(from: usize, rowOfFrom: usize, to: usize, rowOfTo: usize, last: usize, width: usize): void {
  for (let row: usize = 0; row <= last; row++) memory.copy(to + row * rowOfTo, from + row * rowOfFrom, width);
}

// @ts-ignore: decorator
@inline
function addProduct<T>(fused: bool, sum: v128, x: v128, y: v128): v128 {
  return fused ? v128.relaxed_madd<T>(x, y, sum) : v128.add<T>(sum, v128.mul<T>(x, y));
}

// @ts-ignore: decorator
@inline
function first<T>(from: v128): v128 {
  if (sizeof<T>() == 8) return v128.shuffle<u64>(from, from, 0, 0);
  return v128.shuffle<u32>(from, from, 0, 0, 0, 0);
}

// @ts-ignore: decorator
@inline
function second<T>(from: v128): v128 {
  if (sizeof<T>() == 8) return v128.shuffle<u64>(from, from, 1, 1);
  return v128.shuffle<u32>(from, from, 1, 1, 1, 1);
}

/** Adds the product of four rows of `a` and the panel to a tile of `c`. */
// @ts-ignore: decorator
@inline
function addTile<T>(
  fused: bool,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  panel: usize,
  panelEnd: usize,
  c0: usize,
  rowOfC: usize,
): void {
  const c1 = c0 + rowOfC, c2 = c1 + rowOfC, c3 = c2 + rowOfC;
  let s00 = v128.load(c0), s01 = v128.load(c0, 16), s10 = v128.load(c1), s11 = v128.load(c1, 16);
  let s20 = v128.load(c2), s21 = v128.load(c2, 16), s30 = v128.load(c3), s31 = v128.load(c3, 16);
  let b0: v128, b1: v128, b2: v128, b3: v128, pair: v128, x: v128;
  const pairsEnd = panelEnd - (panelEnd - panel) % (2 * TILE_BYTES);
  for (; panel < pairsEnd; panel += 2 * TILE_BYTES) {
    b0 = v128.load(panel);
    b1 = v128.load(panel, 16);
    b2 = v128.load(panel, 32);
    b3 = v128.load(panel, 48);
    pair = sizeof<T>() == 8 ? v128.load(a0) : v128.load64_splat(a0);
    x = first<T>(pair);
    s00 = addProduct<T>(fused, s00, x, b0);
    s01 = addProduct<T>(fused, s01, x, b1);
    x = second<T>(pair);
    s00 = addProduct<T>(fused, s00, x, b2);
    s01 = addProduct<T>(fused, s01, x, b3);
    pair = sizeof<T>() == 8 ? v128.load(a1) : v128.load64_splat(a1);
    x = first<T>(pair);
    s10 = addProduct<T>(fused, s10, x, b0);
    s11 = addProduct<T>(fused, s11, x, b1);
    x = second<T>(pair);
    s10 = addProduct<T>(fused, s10, x, b2);
    s11 = addProduct<T>(fused, s11, x, b3);
    pair = sizeof<T>() == 8 ? v128.load(a2) : v128.load64_splat(a2);
    x = first<T>(pair);
    s20 = addProduct<T>(fused, s20, x, b0);
    s21 = addProduct<T>(fused, s21, x, b1);
    x = second<T>(pair);
    s20 = addProduct<T>(fused, s20, x, b2);
    s21 = addProduct<T>(fused, s21, x, b3);
    pair = sizeof<T>() == 8 ? v128.load(a3) : v128.load64_splat(a3);
    x = first<T>(pair);
    s30 = addProduct<T>(fused, s30, x, b0);
    s31 = addProduct<T>(fused, s31, x, b1);
    x = second<T>(pair);
    s30 = addProduct<T>(fused, s30, x, b2);
    s31 = addProduct<T>(fused, s31, x, b3);
    a0 += 2 * sizeof<T>();
    a1 += 2 * sizeof<T>();
    a2 += 2 * sizeof<T>();
    a3 += 2 * sizeof<T>();
  }
  if (panel < panelEnd) {
    b0 = v128.load(panel);
    b1 = v128.load(panel, 16);
    x = v128.load_splat<T>(a0);
    s00 = addProduct<T>(fused, s00, x, b0);
    s01 = addProduct<T>(fused, s01, x, b1);
    x = v128.load_splat<T>(a1);
    s10 = addProduct<T>(fused, s10, x, b0);
    s11 = addProduct<T>(fused, s11, x, b1);
    x = v128.load_splat<T>(a2);
    s20 = addProduct<T>(fused, s20, x, b0);
    s21 = addProduct<T>(fused, s21, x, b1);
    x = v128.load_splat<T>(a3);
    s30 = addProduct<T>(fused, s30, x, b0);
    s31 = addProduct<T>(fused, s31, x, b1);
  }
  v128.store(c0, s00);
  v128.store(c0, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}
