import { type Kernel, kernelInfo } from "../../engine/kernel/kernel.ts";
import { kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { matmul, matmulF32 } from "../../kernels/linalg.ts";
import { matmulFused, matmulFusedF32 } from "../../kernels/linalg_fused.ts";
import { SharedArray } from "../../mod.ts";
import { elements, sameElements, topic } from "./topic.ts";

const SIZE = 512;
const MATMUL = { parameters: ["buffer", "buffer", "buffer", "i32"], result: "void" } as const;

/** Matrix products, against tiles of gcc's vector types. */
export const linalg = topic({
  source: new URL("./linalg.cpp", import.meta.url),
  symbols: { matmul: MATMUL, matmulF32: MATMUL },
  cases(native) {
    const product = (type: "f32" | "f64", how: string, atLeast: number, kernel: Kernel) => {
      const matrix = () => new SharedArray(type, SIZE * SIZE, { lock: false });
      const [a, b, ours, theirs] = [matrix(), matrix(), matrix(), matrix()];
      a.view.forEach((_, i) => a.view[i] = i % 17 * 0.25);
      b.view.forEach((_, i) => b.view[i] = i % 13 * 0.5);
      const { module, name } = kernelInfo(kernel)!;
      const instance = kernelRegistry.instance(module);
      const counterpart = type === "f32" ? native.matmulF32 : native.matmul;
      return {
        scenario: `matrix product ${SIZE} ${type}, ${how}`,
        atLeast,
        kernel: () => instance.call(name, [a, b, ours, SIZE, SIZE, 0, SIZE]),
        native: () => counterpart(elements(a), elements(b), elements(theirs), SIZE),
        check: () => sameElements(ours, theirs),
      };
    };
    return [
      product("f32", "fused", 1, matmulFusedF32),
      product("f64", "fused", 1, matmulFused),
      product("f32", "portable", 0.8, matmulF32),
      product("f64", "portable", 0.7, matmul),
    ];
  },
});
