import type { Kernel } from "../../engine/kernel/kernel.ts";
import {
  cholesky,
  choleskySolve,
  matmul,
  matmulF32,
  matvec,
  matvecF32,
  transpose,
  transposeF32,
} from "../../kernels/linalg.ts";
import { matmulFused, matmulFusedF32 } from "../../kernels/linalg_fused.ts";
import { filled } from "./filled.ts";
import { call, elements, sameElements, topic } from "./topic.ts";

const SIZE = 512;
const MATMUL = { parameters: ["buffer", "buffer", "buffer", "i32"], result: "void" } as const;
const IN_TO_OUT = { parameters: ["buffer", "buffer", "i32"], result: "void" } as const;
type Float = "f32" | "f64";

/** Matrices, against gcc's vector types where -O3 must not change the order of a sum. */
export const linalg = topic({
  source: new URL("./linalg.cpp", import.meta.url),
  symbols: {
    matmul: MATMUL,
    matmulF32: MATMUL,
    matvecNative: MATMUL,
    matvecF32Native: MATMUL,
    transposeNative: IN_TO_OUT,
    transposeF32Native: IN_TO_OUT,
    choleskyNative: { parameters: ["buffer", "i32"], result: "void" },
    choleskySolveNative: IN_TO_OUT,
  },
  cases(native) {
    const matrix = (type: Float, value?: (i: number) => number) => filled(type, SIZE * SIZE, value);
    const product = (type: Float, how: string, atLeast: number, kernel: Kernel) => {
      const a = matrix(type, (i) => i % 17 * 0.25), b = matrix(type, (i) => i % 13 * 0.5);
      const [ours, theirs] = [matrix(type), matrix(type)];
      const counterpart = type === "f32" ? native.matmulF32 : native.matmul;
      return {
        scenario: `matrix product ${SIZE} ${type}, ${how}`,
        atLeast,
        kernel: () => call(kernel, [a, b, ours, SIZE, SIZE, 0, SIZE]),
        native: () => counterpart(elements(a), elements(b), elements(theirs), SIZE),
        check: () => sameElements(ours, theirs),
      };
    };
    const timesVector = (type: Float, kernel: Kernel, counterpart: typeof native.matvecNative) => {
      const a = matrix(type, (i) => i % 17 * 0.25), x = filled(type, SIZE, (i) => i % 13 * 0.5);
      const [ours, theirs] = [filled(type, SIZE), filled(type, SIZE)];
      return {
        scenario: `matrix ${SIZE} ${type} times vector`,
        kernel: () => call(kernel, [a, x, ours, 0, SIZE]),
        native: () => counterpart(elements(a), elements(x), elements(theirs), SIZE),
        check: () => sameElements(ours, theirs),
      };
    };
    const transposition = (type: Float, kernel: Kernel, counterpart: typeof native.transposeNative) => {
      const src = matrix(type, (i) => i), [ours, theirs] = [matrix(type), matrix(type)];
      return {
        scenario: `transposition ${SIZE} ${type}`,
        kernel: () => call(kernel, [src, ours, SIZE, SIZE, 0, SIZE]),
        native: () => counterpart(elements(src), elements(theirs), SIZE),
        check: () => sameElements(ours, theirs, 0),
      };
    };
    // Its diagonal outweighs each row, so it is positive definite.
    const definite = filled("f64", SIZE * SIZE, (i) => {
      const [row, column] = [Math.floor(i / SIZE), i % SIZE];
      return row === column ? SIZE : 1 / (1 + row + column);
    });
    const [factor, factorToo] = [filled("f64", SIZE * SIZE), filled("f64", SIZE * SIZE)];
    const right = filled("f64", SIZE, (i) => i % 10 + 1);
    const [solved, solvedToo] = [filled("f64", SIZE), filled("f64", SIZE)];
    return [
      product("f32", "fused", 1, matmulFusedF32),
      product("f64", "fused", 1, matmulFused),
      product("f32", "portable", 0.8, matmulF32),
      product("f64", "portable", 0.7, matmul),
      timesVector("f64", matvec, native.matvecNative),
      timesVector("f32", matvecF32, native.matvecF32Native),
      transposition("f64", transpose, native.transposeNative),
      transposition("f32", transposeF32, native.transposeF32Native),
      {
        scenario: `Cholesky's factor ${SIZE} f64`,
        kernel: () => {
          factor.view.set(definite.view);
          cholesky(factor, SIZE);
        },
        native: () => {
          factorToo.view.set(definite.view);
          native.choleskyNative(elements(factorToo), SIZE);
        },
        check: () => sameElements(factor, factorToo, 1e-9),
      },
      {
        scenario: `solution with Cholesky's factor ${SIZE} f64`,
        kernel: () => {
          solved.view.set(right.view);
          choleskySolve(factor, solved);
        },
        native: () => {
          solvedToo.view.set(right.view);
          native.choleskySolveNative(elements(factor), elements(solvedToo), SIZE);
        },
        check: () => sameElements(solved, solvedToo, 1e-9),
      },
    ];
  },
});
