/** Kernels in pools: two workers against one, and against CPython's pool. */
import { mandelbrot } from "../../kernels/image.ts";
import { matmulF32 } from "../../kernels/linalg.ts";
import { square } from "../../kernels/math.ts";
import { Pool, SharedArray } from "../../mod.ts";
import { measureRounds, median } from "../support/compare.ts";
import { PythonTimer } from "../support/python_timer.ts";
import type { Row } from "../support/table.ts";

const LENGTH = 1_000_000;
const ROUNDS = 25;

/** Something that a pool does, and by how much two workers should be faster than one. */
interface ScalingCase {
  readonly scenario: string;
  /** Without it, it is only measured. */
  readonly atLeast?: number;
  run(pool: Pool): Promise<unknown>;
}

/** Measures how kernels scale, and the map of an array of our own against Python's. */
export async function pools(): Promise<Row[]> {
  await using one = new Pool(1);
  await using two = new Pool(2);
  const rows: Row[] = [];
  for (
    const { scenario, atLeast, run } of [
      matrixProduct(512),
      { ...matrixProduct(1024), atLeast: 1.85 },
      mandelbrotSet(),
    ]
  ) {
    const contenders = { one: () => run(one), two: () => run(two) };
    await measureRounds(5, contenders);
    const times = await measureRounds(ROUNDS, contenders);
    rows.push({
      scenario,
      ratio: "speed of 2 workers / 1",
      value: times.one! / times.two!,
      bound: atLeast === undefined ? {} : { atLeast },
      detail: `1 worker ${times.one!.toFixed(2)} ms, 2 workers ${times.two!.toFixed(2)} ms`,
    });
  }
  return [...rows, ...await againstPython(two)];
}

/** The smaller one takes so short that to wake the workers and this thread counts. */
function matrixProduct(size: number): ScalingCase {
  const matrix = () => new SharedArray("f32", size * size, { lock: false });
  const [a, b, c] = [matrix(), matrix(), matrix()];
  a.view.forEach((_, i) => a.view[i] = i % 17 * 0.25);
  b.view.forEach((_, i) => b.view[i] = i % 13 * 0.5);
  return {
    scenario: `matrix product ${size} f32 in a pool`,
    run: (pool) => pool.parallelFor(size, matmulF32, [a, b, c, size, size]),
  };
}

function mandelbrotSet(): ScalingCase {
  const side = 1024;
  const counts = new SharedArray("u16", side * side, { lock: false });
  return {
    scenario: `Mandelbrot set ${side} x ${side} in a pool`,
    atLeast: 1.85,
    run: (pool) => pool.parallelFor(side, mandelbrot, [counts, side, side, -2, -1.25, 0.5, 1.25, 200]),
  };
}

async function againstPython(pool: Pool): Promise<Row[]> {
  await using python = await PythonTimer.start(new URL("./pool_map.py", import.meta.url));
  if (python === undefined) {
    console.error("Skipped the pools against CPython's as there is no python3");
    return [];
  }
  const xs = Float64Array.from({ length: LENGTH }, (_, index) => index / 7);
  const map = () => pool.map(square, xs);
  await measureRounds(5, { map });
  const ours: number[] = [], theirs: number[] = [];
  for (let round = 0; round < 7; round++) {
    theirs.push(await python.time());
    ours.push((await measureRounds(3, { map })).map!);
  }
  return [{
    scenario: "pool.map of a kernel over 1e6 f64, copies included",
    ratio: "speed / CPython's Pool(2).map",
    value: median(theirs) / median(ours),
    bound: { atLeast: 20 },
    detail: `${median(ours).toFixed(2)} ms, CPython ${median(theirs).toFixed(1)} ms`,
  }];
}
