/** Scalar kernels mapped over an array, on one core: against the same loops written by hand. */
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { SharedArray } from "../../mod.ts";
import { thread } from "../../engine/memory/thread.ts";
import { measureRounds } from "../support/compare.ts";
import type { Row } from "../support/table.ts";

const LENGTH = 1_000_000;
const ROUNDS = 41;
// Until V8 has optimised both, in threads that may have to wait for a core.
const WARM_UPS = 40;

const PAIRS = [
  { kernel: "square", written: "squareVectors", what: "v128 loop", atMost: 1.3 },
  { kernel: "poly", written: "polyVectors", what: "v128 loop", atMost: 1.3 },
  { kernel: "newton", written: "newtonLoop", what: "loop", atMost: 2.5 },
  { kernel: "exponential", written: "exponentialLoop", what: "loop", atMost: 2.5 },
] as const;

/** Measures loops that the build made, two widened and two that are not, over a million doubles. */
export async function scalar(): Promise<Row[]> {
  const source = await Deno.readTextFile(new URL("./scalar.as.ts", import.meta.url));
  const { wasm, widened } = await compileModule({ "scalar.as.ts": source });
  using input = new SharedArray("f64", LENGTH);
  using out = new SharedArray("f64", LENGTH);
  input.view.forEach((_, index, view) => view[index] = 1 + 10 * index / LENGTH);
  const kernels = new KernelInstance(new WebAssembly.Module(new Uint8Array(wasm)), {
    memory: () => thread().data,
    arenaMore: () => 0,
  });
  const rows: Row[] = [];
  for (const { kernel, written, what, atMost } of PAIRS) {
    const contenders = {
      map: () => kernels.mapChunk(kernel, input.byteOffset, out.byteOffset, 0, LENGTH),
      hand: () => kernels.call(written, [input, out, 0, LENGTH]),
    };
    await measureRounds(WARM_UPS, contenders);
    const times = await measureRounds(ROUNDS, contenders);
    const how = widened.some(({ name }) => name === kernel) ? "widened" : "not widened";
    rows.push({
      scenario: `${kernel}, a scalar kernel that is ${how}, over 1e6 f64`,
      ratio: `time / hand-written ${what}`,
      value: times.map! / times.hand!,
      bound: { atMost },
      detail: `map ${times.map!.toFixed(2)} ms, by hand ${times.hand!.toFixed(2)} ms`,
    });
  }
  return rows;
}
