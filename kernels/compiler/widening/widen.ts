import type { KernelSignature } from "../../../engine/wasm/kernel_sections.ts";
import binaryen from "npm:assemblyscript@0.28.20/binaryen";
import { KernelError } from "../../../engine/errors/kernel_error.ts";
import type { NumericType } from "../../../engine/elements/element_types.ts";
import { exportedFunctions, type KernelOrigin, traceKernel } from "./trace_kernel.ts";
import { NotWidenable } from "./lane_graph.ts";
import { widenLoop } from "./widen_loop.ts";

/** What became of the loops of a module's scalar kernels. */
export interface WideningReport {
  /** Kernels whose loops compute a vector at a time, and how many elements that is. */
  readonly widened: readonly { readonly name: string; readonly lanes: number }[];
  /** Kernels whose loops do not, where they are, such as `blur.as.ts:12`, and why: words that continue "it …". */
  readonly notWidened: readonly { readonly name: string; readonly where: string; readonly reason: string }[];
}

/** What asc may have used of WebAssembly. */
const FEATURES = [
  binaryen.Features.MutableGlobals,
  binaryen.Features.NontrappingFPToInt,
  binaryen.Features.SignExt,
  binaryen.Features.BulkMemory,
  binaryen.Features.BulkMemoryOpt,
  binaryen.Features.Atomics,
  binaryen.Features.SIMD128,
  binaryen.Features.RelaxedSIMD,
].reduce((all, feature) => all | feature, 0);

/**
 * Has the loops of scalar kernels compute a vector of elements at a time, where a kernel does nothing but compute: two f64 or
 * four f32 or integers of up to 32 bits. Each element becomes what the kernel gives for it, to the bit, but for the bits of
 * a NaN, which WebAssembly leaves open. Everything else in the module stays as it is.
 *
 * `origins` says, by name, what the sources say of the kernels.
 */
export function widen(
  wasm: Uint8Array<ArrayBuffer>,
  signatures: readonly KernelSignature[],
  origins: ReadonlyMap<string, KernelOrigin>,
): WideningReport & { readonly wasm: Uint8Array<ArrayBuffer> } {
  const widened: WideningReport["widened"][number][] = [];
  const notWidened: WideningReport["notWidened"][number][] = [];
  const scalars = signatures.filter(({ kind }) => kind === "scalar");
  if (scalars.length === 0) return { wasm, widened, notWidened };
  const module = binaryen.readBinaryWithFeatures(wasm, FEATURES);
  try {
    const functions = exportedFunctions(module);
    for (const signature of scalars) {
      const { name } = signature;
      const kernel = functions.get(name)!;
      const trace = traceKernel(module, kernel, signature);
      if (trace instanceof NotWidenable) {
        const { where, reason = trace.message } = origins.get(name)!;
        notWidened.push({ name, where, reason });
        continue;
      }
      const { result, lanes } = trace;
      const types = signature.params.map(({ type }) => type as NumericType);
      const loop = { kernel, type: signature.result as NumericType, result, lanes };
      const map = {
        name: functions.get(`__map_${name}`)!,
        streams: types.slice(0, 1),
        constants: types.slice(1),
      };
      widenLoop(module, { ...loop, ...map });
      const zip = functions.get(`__zip_${name}`);
      if (zip !== undefined) widenLoop(module, { ...loop, name: zip, streams: types, constants: [] });
      widened.push({ name, lanes });
    }
    if (widened.length === 0) return { wasm, widened, notWidened };
    if (!module.validate()) throw new KernelError("Cannot widen the kernels as the module became invalid");
    return { wasm: new Uint8Array(module.emitBinary()), widened, notWidened };
  } finally {
    module.dispose();
  }
}
