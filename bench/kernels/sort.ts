import * as library from "../../kernels/sort.ts";
import { filled } from "./filled.ts";
import { call, elements, sameElements, topic } from "./topic.ts";

const LENGTH = 1_000_000;
const RUNS = 4;
const RUN = LENGTH / RUNS;

const KERNELS = {
  f64: {
    sort: library.sort,
    argsort: library.argsort,
    sortRuns: library.sortRuns,
    mergeRuns: library.mergeRuns,
  },
  f32: {
    sort: library.sortF32,
    argsort: library.argsortF32,
    sortRuns: library.sortRunsF32,
    mergeRuns: library.mergeRunsF32,
  },
  i32: {
    sort: library.sortI32,
    argsort: library.argsortI32,
    sortRuns: library.sortRunsI32,
    mergeRuns: library.mergeRunsI32,
  },
  u32: {
    sort: library.sortU32,
    argsort: library.argsortU32,
    sortRuns: library.sortRunsU32,
    mergeRuns: library.mergeRunsU32,
  },
} as const;
type Type = keyof typeof KERNELS;

const TYPES = Object.keys(KERNELS) as Type[];
const WHOLE = { parameters: ["buffer", "buffer", "i32"], result: "void" } as const;
const BY_RUNS = { parameters: ["buffer", "buffer", "i32", "i32"], result: "void" } as const;

function forEachType<Signature>(name: string, signature: Signature): Record<string, Signature> {
  return Object.fromEntries(TYPES.map((type) => [name + type, signature]));
}

/** Radix sorts against the standard library's. Those that sort in place copy the numbers first. */
export const sorting = topic({
  source: new URL("./sort.cpp", import.meta.url),
  symbols: {
    ...forEachType("sort", WHOLE),
    ...forEachType("argsort", WHOLE),
    ...forEachType("sortRuns", BY_RUNS),
    ...forEachType("mergeRuns", BY_RUNS),
  } as Record<string, typeof WHOLE | typeof BY_RUNS>,
  cases(native) {
    let seed = 12345;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    return TYPES.flatMap((type) => {
      const scale = type === "u32" ? 2 ** 32 : type === "i32" ? 2 ** 31 : 1000;
      const least = type === "u32" ? 0 : -scale;
      const xs = filled(type, LENGTH, () => least + (random() + random() / 2 ** 32) * (scale - least));
      const [ours, theirs] = [filled(type, LENGTH), filled(type, LENGTH)];
      const [order, orderToo] = [filled("i32", LENGTH), filled("i32", LENGTH)];
      const [runs, merged, mergedToo] = [filled(type, LENGTH), filled(type, LENGTH), filled(type, LENGTH)];
      const copy = () => (ours.view as Float64Array).set(xs.view as Float64Array);
      const { sort, argsort, sortRuns, mergeRuns } = KERNELS[type];
      (runs.view as Float64Array).set(xs.view as Float64Array);
      call(sortRuns, [runs, RUN, 0, RUNS]);
      const run = (name: string, ...args: unknown[]) =>
        (native[name + type] as unknown as (...args: unknown[]) => void)(...args);
      return [
        {
          scenario: `sort of 1e6 ${type}`,
          ...type === "f64" ? { atLeast: 2 } : {},
          kernel: () => {
            copy();
            call(sort, [ours]);
          },
          native: () => run("sort", elements(xs), elements(theirs), LENGTH),
          check: () => sameElements(ours, theirs, 0),
        },
        {
          scenario: `order of 1e6 ${type} (std::stable_sort)`,
          kernel: () => call(argsort, [xs, order]),
          native: () => run("argsort", elements(xs), elements(orderToo), LENGTH),
          check: () => sameElements(order, orderToo, 0),
        },
        {
          scenario: `sort of ${RUNS} runs in 1e6 ${type}`,
          kernel: () => {
            copy();
            call(sortRuns, [ours, RUN, 0, RUNS]);
          },
          native: () => run("sortRuns", elements(xs), elements(theirs), LENGTH, RUN),
          check: () => sameElements(ours, theirs, 0),
        },
        {
          scenario: `merge of ${RUNS} runs in 1e6 ${type}`,
          kernel: () => call(mergeRuns, [runs, merged, RUN, 0, LENGTH]),
          native: () => run("mergeRuns", elements(runs), elements(mergedToo), LENGTH, RUN),
          check: () => sameElements(merged, mergedToo, 0),
        },
      ];
    });
  },
});
