/** A compute-bound kernel over a shared array: two workers against one, and against a plain loop on this thread. */
import { power } from "../../kernels/math.ts";
import { Pool, SharedArray } from "../../mod.ts";
import { measureRounds } from "../support/compare.ts";
import type { Row } from "../support/table.ts";

const LENGTH = 1_000_000;
const EXPONENT = 1.5;
const ROUNDS = 15;

/** Measures `x ** 1.5` over a million doubles, input and output shared. */
export async function loops(): Promise<Row[]> {
  using input = new SharedArray("f64", LENGTH);
  using out = new SharedArray("f64", LENGTH);
  input.view.forEach((_, index, view) => view[index] = 1 + index / LENGTH);
  await using one = new Pool(1);
  await using two = new Pool(2);
  const options = { args: [EXPONENT], out };
  const contenders = {
    one: () => one.map(power, input, options),
    two: () => two.map(power, input, options),
    plain: () => {
      const { view } = input, target = out.view;
      for (let index = 0; index < LENGTH; index++) target[index] = view[index]! ** EXPONENT;
    },
  };
  await measureRounds(5, contenders);
  const times = await measureRounds(ROUNDS, contenders);
  const detail = `1 worker ${times.one!.toFixed(1)} ms, 2 workers ${times.two!.toFixed(1)} ms, loop ${
    times.plain!.toFixed(1)
  } ms`;
  return [
    {
      scenario: "power kernel over a SharedArray of 1e6 f64",
      ratio: "speed of 2 workers / 1",
      value: times.one! / times.two!,
      bound: { atLeast: 1.7 },
      detail,
    },
    {
      scenario: "the same",
      ratio: "speed of 2 workers / plain loop",
      value: times.plain! / times.two!,
      bound: { atLeast: 1 },
      detail,
    },
  ];
}
