import { sort } from "../../kernels/sort.ts";
import { SharedArray } from "../../mod.ts";
import { elements, sameElements, topic } from "./topic.ts";

const LENGTH = 1_000_000;

/** Radix sort against `std::sort`. Both copy the numbers first. */
export const sorting = topic({
  source: new URL("./sort.cpp", import.meta.url),
  symbols: { sort: { parameters: ["buffer", "buffer", "i32"], result: "void" } },
  cases(native) {
    const array = () => new SharedArray("f64", LENGTH, { lock: false });
    const [xs, ours, theirs] = [array(), array(), array()];
    let seed = 12345;
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    xs.view.forEach((_, i) => xs.view[i] = (random() + random() / 2 ** 32) * 2000 - 1000);
    return [{
      scenario: "sort of 1e6 f64",
      atLeast: 2,
      kernel: () => {
        ours.view.set(xs.view);
        sort(ours);
      },
      native: () => native.sort(elements(xs), elements(theirs), LENGTH),
      check: () => sameElements(ours, theirs, 0),
    }];
  },
});
