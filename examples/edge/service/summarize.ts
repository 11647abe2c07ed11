import type { Pool } from "../../../edge.ts";
import { max, mean, min, variance } from "../../../kernels/reduce.ts";
import { histogram, quantiles } from "../../../kernels/stats.ts";
import type { Deadline } from "./deadline.ts";
import { HttpError } from "./http_error.ts";
import type { Limits } from "./limits.ts";
import { readBody } from "./read_body.ts";

const PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95];
const BINS = 20;

/** Answers with what describes the numbers of the request: mean, variance, extremes, quantiles and a histogram. */
export async function summarize(
  request: Request,
  pool: Pool,
  limits: Limits,
  deadline: Deadline,
): Promise<Response> {
  const values = Float64Array.from(parse(await readBody(request, limits.jsonBytes)));
  await deadline.check();
  const counts = new Uint32Array(BINS);
  const ranks = new Float64Array(PROBABILITIES.length);
  const { length } = values;
  const from = await pool.reduce(length, min, [values], "min");
  const to = await pool.reduce(length, max, [values], "max");
  const [center, spread] = [await pool.apply(mean, [values]), await pool.apply(variance, [values, 0])];
  await deadline.check();
  await pool.apply(quantiles, [values, Float64Array.from(PROBABILITIES), ranks]);
  // A histogram needs a width.
  await pool.parallelFor(length, histogram, [values, counts, from, to > from ? to : from + 1]);
  return Response.json({
    count: length,
    mean: center,
    variance: spread,
    quantiles: Object.fromEntries(PROBABILITIES.map((probability, i) => [probability, ranks[i]])),
    histogram: { from, to, counts: [...counts] },
  });
}

function parse(body: Uint8Array): number[] {
  let numbers: unknown;
  try {
    numbers = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new HttpError(400, `The body is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(numbers) || numbers.length === 0 || !numbers.every(Number.isFinite)) {
    throw new HttpError(400, "The body must be an array of finite numbers");
  }
  return numbers;
}
