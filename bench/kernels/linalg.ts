import { matmul, matmulF32 } from "../../kernels/linalg.ts";
import { SharedArray } from "../../mod.ts";
import { elements, sameElements, topic } from "./topic.ts";

const SIZE = 512;
const MATMUL = { parameters: ["buffer", "buffer", "buffer", "i32"], result: "void" } as const;

/** Matrix products against tiles of gcc's vector types. */
export const linalg = topic({
  source: new URL("./linalg.cpp", import.meta.url),
  symbols: { matmul: MATMUL, matmulF32: MATMUL },
  cases(native) {
    return (["f32", "f64"] as const).map((type) => {
      const matrix = () => new SharedArray(type, SIZE * SIZE, { lock: false });
      const [a, b, ours, theirs] = [matrix(), matrix(), matrix(), matrix()];
      a.view.forEach((_, i) => a.view[i] = i % 17 * 0.25);
      b.view.forEach((_, i) => b.view[i] = i % 13 * 0.5);
      const kernel = (type === "f32" ? matmulF32 : matmul) as typeof matmul;
      const counterpart = type === "f32" ? native.matmulF32 : native.matmul;
      return {
        scenario: `matrix product ${SIZE} ${type}`,
        atLeast: 1,
        kernel: () => kernel(a as never, b as never, ours as never, SIZE, SIZE, 0, SIZE),
        native: () => counterpart(elements(a), elements(b), elements(theirs), SIZE),
        check: () => sameElements(ours, theirs),
      };
    });
  },
});
