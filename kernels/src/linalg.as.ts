// Linear algebra on dense matrices, stored row after row without gaps.
import { ReadonlySlice, requires, Slice } from "multicore";
import { multiply } from "./support/matmul.as";

const BYTES_PER_VECTOR: usize = 16;
/** Rows and columns of the blocks that a transposition works on, so that both its matrices stay in the cache. */
const BLOCK = 16;

/**
 * The rows `fromRow … toRow` of the matrix product c = a·b: c[i][j] = Σₖ a[i][k]·b[k][j], added in order of k, each term
 * rounded twice. `a` has `depth` columns, `b` has `depth` rows and `columns` columns, `c` has `columns` columns and must not
 * overlap the others.
 */
export function matmul(
  a: ReadonlySlice<f64>,
  b: ReadonlySlice<f64>,
  c: Slice<f64>,
  depth: i32,
  columns: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(a.length >= toRow * depth);
  requires(b.length >= depth * columns);
  requires(c.length >= toRow * columns);
  multiply<f64>(false, a.dataStart, b.dataStart, c.dataStart, depth, columns, fromRow, toRow);
}

/** `matmul` of 32-bit floats. */
export function matmulF32(
  a: ReadonlySlice<f32>,
  b: ReadonlySlice<f32>,
  c: Slice<f32>,
  depth: i32,
  columns: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(a.length >= toRow * depth);
  requires(b.length >= depth * columns);
  requires(c.length >= toRow * columns);
  multiply<f32>(false, a.dataStart, b.dataStart, c.dataStart, depth, columns, fromRow, toRow);
}

/**
 * The rows `fromRow … toRow` of the product of a matrix and a vector: y[i] = Σₖ a[i][k]·x[k]. `a` has x.length columns; the
 * terms are added in several lanes.
 */
export function matvec(a: ReadonlySlice<f64>, x: ReadonlySlice<f64>, y: Slice<f64>, fromRow: i32, toRow: i32): void {
  requires(a.length >= toRow * x.length);
  requires(y.length >= toRow);
  multiplyVector<f64>(a.dataStart, x.dataStart, y.dataStart, x.length, fromRow, toRow);
}

/** `matvec` of 32-bit floats. */
export function matvecF32(a: ReadonlySlice<f32>, x: ReadonlySlice<f32>, y: Slice<f32>, fromRow: i32, toRow: i32): void {
  requires(a.length >= toRow * x.length);
  requires(y.length >= toRow);
  multiplyVector<f32>(a.dataStart, x.dataStart, y.dataStart, x.length, fromRow, toRow);
}

/**
 * Transposes a matrix: dst[j][i] = src[i][j] for the rows i = fromRow … toRow − 1 of `src`, which has `rows` rows and
 * `columns` columns. `dst` must not overlap `src`.
 */
export function transpose(
  src: ReadonlySlice<f64>,
  dst: Slice<f64>,
  rows: i32,
  columns: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(toRow <= rows);
  requires(src.length >= rows * columns);
  requires(dst.length >= rows * columns);
  transposeRows<f64>(src.dataStart, dst.dataStart, rows, columns, fromRow, toRow);
}

/** `transpose` of 32-bit floats. */
export function transposeF32(
  src: ReadonlySlice<f32>,
  dst: Slice<f32>,
  rows: i32,
  columns: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(toRow <= rows);
  requires(src.length >= rows * columns);
  requires(dst.length >= rows * columns);
  transposeRows<f32>(src.dataStart, dst.dataStart, rows, columns, fromRow, toRow);
}

/**
 * Cholesky's factor of a symmetric positive definite matrix of `size` rows, in place: a = L·Lᵀ with L lower triangular
 * (Golub and Van Loan, "Matrix Computations", 4.2). Only the lower triangle is read, and replaced by L; the rest stays.
 * Fails with an error if the matrix is not positive definite.
 */
export function cholesky(a: Slice<f64>, size: i32): void {
  requires(a.length >= size * size);
  for (let i = 0; i < size; i++) {
    const row = a.dataStart + <usize>i * <usize>size * sizeof<f64>();
    for (let j = 0; j < i; j++) {
      const other = a.dataStart + <usize>j * <usize>size * sizeof<f64>();
      a[i * size + j] = (a[i * size + j] - dotProduct<f64>(row, other, j)) / a[j * size + j];
    }
    const rest = a[i * size + i] - dotProduct<f64>(row, row, i);
    if (!(rest > 0) || rest == Infinity) throw new Error("the matrix is not positive definite");
    a[i * size + i] = Math.sqrt(rest);
  }
}

/**
 * Solves a·x = b, in place of `b`, with the factor that `cholesky` made of `a`: first L·y = b from the top, then Lᵀ·x = y
 * from the bottom. The number of unknowns is b.length.
 */
export function choleskySolve(factor: ReadonlySlice<f64>, b: Slice<f64>): void {
  requires(factor.length >= b.length * b.length);
  const size = b.length;
  for (let i = 0; i < size; i++) {
    const row = factor.dataStart + <usize>i * <usize>size * sizeof<f64>();
    b[i] = (b[i] - dotProduct<f64>(row, b.dataStart, i)) / factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    const x = b[i] / factor[i * size + i];
    b[i] = x;
    for (let j = 0; j < i; j++) b[j] -= factor[i * size + j] * x;
  }
}

function multiplyVector<T>(a: usize, x: usize, y: usize, columns: i32, fromRow: i32, toRow: i32): void {
  for (let i = fromRow; i < toRow; i++) {
    store<T>(y + <usize>i * sizeof<T>(), dotProduct<T>(a + <usize>i * <usize>columns * sizeof<T>(), x, columns));
  }
}

function dotProduct<T>(x: usize, y: usize, count: i32): T {
  const end = x + <usize>count * sizeof<T>();
  let a = v128.splat<T>(0), b = a;
  for (; x + 2 * BYTES_PER_VECTOR <= end; x += 2 * BYTES_PER_VECTOR, y += 2 * BYTES_PER_VECTOR) {
    a = v128.add<T>(a, v128.mul<T>(v128.load(x), v128.load(y)));
    b = v128.add<T>(b, v128.mul<T>(v128.load(x, 16), v128.load(y, 16)));
  }
  a = v128.add<T>(a, b);
  let sum = v128.extract_lane<T>(a, 0) + v128.extract_lane<T>(a, 1);
  if (sizeof<T>() == 4) sum += v128.extract_lane<T>(a, 2) + v128.extract_lane<T>(a, 3);
  for (; x < end; x += sizeof<T>(), y += sizeof<T>()) sum += load<T>(x) * load<T>(y);
  return sum;
}

function transposeRows<T>(src: usize, dst: usize, rows: i32, columns: i32, fromRow: i32, toRow: i32): void {
  for (let top = fromRow; top < toRow; top += BLOCK) {
    const bottom = min(top + BLOCK, toRow);
    for (let left = 0; left < columns; left += BLOCK) {
      const right = min(left + BLOCK, columns);
      for (let i = top; i < bottom; i++) {
        let from = src + (<usize>i * <usize>columns + <usize>left) * sizeof<T>();
        let to = dst + (<usize>left * <usize>rows + <usize>i) * sizeof<T>();
        for (let j = left; j < right; j++) {
          store<T>(to, load<T>(from));
          from += sizeof<T>();
          to += <usize>rows * sizeof<T>();
        }
      }
    }
  }
}
