import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { cholesky, matmul } from "../../kernels/linalg.ts";
import { matmulFused } from "../../kernels/linalg_fused.ts";
import { cuts, LibraryKernels, misalign } from "./library_kernels.ts";

const { fround } = Math;
const identity = (x: number) => x;
const PRECISIONS = [["", "f64", identity, 2 ** -53], ["F32", "f32", fround, 2 ** -24]] as const;

/** Numbers in [−1, 1), the same in every run. */
function series(length: number, seed: number): number[] {
  return Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761 + 2 * seed) >>> 8) / 2 ** 23 - 1);
}

/** Σₖ a[i][k]·b[k][j] with each product and each sum rounded, in order. */
function product(
  a: number[],
  b: number[],
  rows: number,
  depth: number,
  columns: number,
  round: (x: number) => number,
) {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < depth; k++) {
      sum = round(sum + round(round(a[i * depth + k]!) * round(b[k * columns + j]!)));
    }
    return sum;
  });
}

const sizes = fc.record({ rows: fc.nat(14), depth: fc.nat(20), columns: fc.nat(20) });
/** Depths around the panel's, widths around the tile's. */
const EDGES = [[5, 511, 9], [4, 512, 8], [3, 513, 7], [1, 1025, 17], [8, 1, 4], [2, 0, 3]] as const;

describe("matmul, matmulF32", () => {
  const check = (rows: number, depth: number, columns: number, at: number[], offset: number) => {
    for (const [suffix, code, round] of PRECISIONS) {
      const library = new LibraryKernels(matmul);
      const [xs, ys] = [series(rows * depth, 1), series(depth * columns, 2)];
      const a = library.memory.array(code, xs, offset), b = library.memory.array(code, ys);
      const c = library.memory.array(code, new Array(rows * columns + 1).fill(9), offset);
      library.runInParts(`matmul${suffix}`, [a, b, c, depth, columns], rows, at);
      assertEquals([...c.view], [...product(xs, ys, rows, depth, columns, round), 9]);
    }
  };

  it("equal the sums in order, to the bit, for all shapes and parts", () => {
    fc.assert(fc.property(sizes, cuts, misalign, ({ rows, depth, columns }, at, offset) => {
      check(rows, depth, columns, at, offset);
    }));
    for (const [rows, depth, columns] of EDGES) check(rows, depth, columns, [2], 1);
  });

  it("keep infinity and NaN in their own row or column", () => {
    const library = new LibraryKernels(matmul);
    const a = library.memory.array("f64", series(25, 1)), b = library.memory.array("f64", series(25, 2));
    const c = library.memory.array("f64", new Float64Array(25));
    a.view[24] = NaN;
    b.view[4] = Infinity;
    library.run("matmul", a, b, c, 5, 5, 0, 5);
    const odd = [...c.view.keys()].filter((i) => !Number.isFinite(c.view[i]));
    assertEquals(odd, [4, 9, 14, 19, 20, 21, 22, 23, 24]);
  });

  it("refuse arrays that are smaller than the shapes, and multiply on", () => {
    const library = new LibraryKernels(matmul);
    const array = (length: number) => library.memory.array("f64", new Float64Array(length).fill(1));
    const [four, six] = [array(4), array(6)];
    const refused = (reason: string, ...args: unknown[]) =>
      assertThrows(() => library.run("matmul", ...args), KernelError, reason);
    refused("'a' must have at least 6 elements: received 4", four, six, six, 2, 3, 0, 3);
    refused("'b' must have at least 6 elements: received 4", six, four, six, 2, 3, 0, 2);
    refused("'c' must have at least 6 elements: received 4", four, six, four, 2, 3, 0, 2);
    refused("'depth' must be at least 0: received -2", four, six, six, -2, 3, 0, 2);
    const out = array(6);
    library.run("matmul", four, six, out, 2, 3, 0, 2);
    assertEquals([...out.view], [2, 2, 2, 2, 2, 2]);
  });
});

describe("matmulFused, matmulFusedF32", () => {
  it("equal the sums within the errors of their rounding, for all shapes and parts", () => {
    const check = (rows: number, depth: number, columns: number, at: number[], offset: number) => {
      for (const [suffix, code, round, unit] of PRECISIONS) {
        const library = new LibraryKernels(matmulFused);
        const [xs, ys] = [series(rows * depth, 1), series(depth * columns, 2)];
        const a = library.memory.array(code, xs, offset), b = library.memory.array(code, ys);
        const c = library.memory.array(code, new Array(rows * columns).fill(9));
        library.runInParts(`matmulFused${suffix}`, [a, b, c, depth, columns], rows, at);
        product(xs, ys, rows, depth, columns, round).forEach((wanted, i) => {
          assert(Math.abs(c.view[i]! - wanted) <= 2 * depth * depth * unit, `${c.view[i]}, not ${wanted}`);
        });
      }
    };
    fc.assert(fc.property(sizes, cuts, misalign, ({ rows, depth, columns }, at, offset) => {
      check(rows, depth, columns, at, offset);
    }));
    for (const [rows, depth, columns] of EDGES) check(rows, depth, columns, [2], 1);
  });
});

describe("matvec, matvecF32", () => {
  it("equal the scalar products of the rows", () => {
    fc.assert(fc.property(fc.nat(8), fc.nat(40), cuts, misalign, (rows, columns, at, offset) => {
      for (const [suffix, code, round, unit] of PRECISIONS) {
        const library = new LibraryKernels(matmul);
        const [xs, ys] = [series(rows * columns, 1), series(columns, 2)];
        const a = library.memory.array(code, xs, offset), x = library.memory.array(code, ys);
        const y = library.memory.array(code, new Array(rows + 1).fill(9));
        library.runInParts(`matvec${suffix}`, [a, x, y], rows, at);
        const wanted = product(xs, ys, rows, columns, 1, round);
        wanted.forEach((sum, i) => assert(Math.abs(y.view[i]! - sum) <= 2 * columns * columns * unit));
        assertEquals(y.view[rows], 9);
      }
    }));
  });
});

describe("transpose, transposeF32", () => {
  it("exchange rows and columns, in any parts", () => {
    fc.assert(fc.property(fc.nat(40), fc.nat(40), cuts, misalign, (rows, columns, at, offset) => {
      for (const [suffix, code] of PRECISIONS) {
        const library = new LibraryKernels(matmul);
        const src = library.memory.array(code, Array.from({ length: rows * columns }, (_, i) => i), offset);
        const dst = library.memory.array(code, new Array(rows * columns + 1).fill(-1));
        library.runInParts(`transpose${suffix}`, [src, dst, rows, columns], rows, at);
        const wanted = Array.from(
          { length: rows * columns },
          (_, i) => i % rows * columns + Math.floor(i / rows),
        );
        assertEquals([...dst.view], [...wanted, -1]);
      }
    }));
  });
});

describe("cholesky, choleskySolve", () => {
  /** A symmetric matrix that is surely positive definite: M·Mᵀ + I. */
  const definite = (size: number): number[] => {
    const m = series(size * size, 3);
    const transposed = m.map((_, i) => m[i % size * size + Math.floor(i / size)]!);
    return product(m, transposed, size, size, size, identity).map((x, i) => i % (size + 1) === 0 ? x + 1 : x);
  };

  it("solve the equations, and leave the upper triangle", () => {
    for (let size = 0; size <= 20; size++) {
      const library = new LibraryKernels(cholesky);
      const a = definite(size), x = series(size, 4);
      const factor = library.memory.array("f64", a, size % 2);
      const b = library.memory.array("f64", product(a, x, size, size, 1, identity));
      library.run("cholesky", factor, size);
      for (let i = 0; i < size; i++) {
        for (let j = i + 1; j < size; j++) assertEquals(factor.view[i * size + j], a[i * size + j]);
        for (let j = 0; j <= i; j++) {
          let sum = 0;
          for (let k = 0; k <= j; k++) sum += factor.view[i * size + k]! * factor.view[j * size + k]!;
          assert(Math.abs(sum - a[i * size + j]!) < 1e-13 * size);
        }
      }
      library.run("choleskySolve", factor, b);
      x.forEach((wanted, i) => assert(Math.abs(b.view[i]! - wanted) < 1e-11, `${b.view[i]}, not ${wanted}`));
    }
  });

  it("refuse what is not positive definite", () => {
    const library = new LibraryKernels(cholesky);
    for (const bad of [[1, 0, 2, 1], [-1, 0, 0, 1], [0, 0, 0, 0], [NaN, 0, 0, 1], [Infinity, 0, 0, 1]]) {
      const a = library.memory.array("f64", bad);
      assertThrows(() => library.run("cholesky", a, 2), KernelError, "the matrix is not positive definite");
    }
    const a = library.memory.array("f64", [4]), b = library.memory.array("f64", [1, 2]);
    assertThrows(() => library.run("cholesky", a, 2), KernelError, "'a' must have at least 4");
    assertThrows(() => library.run("choleskySolve", a, b), KernelError, "'factor' must have");
  });
});
