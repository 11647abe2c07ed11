import type binaryen from "npm:assemblyscript@0.28.20/binaryen";
import type { KernelSignature } from "../../../engine/kernel/kernel.ts";
import { NotWidenable } from "../widening/lane_graph.ts";
import type { FunctionSyntax, Source } from "./signature_of.ts";
import { KIND } from "./syntax.ts";
import { exportedFunctions, traceKernel } from "../widening/trace_kernel.ts";

/** What the source says of a kernel. */
export interface KernelOrigin {
  /** Its file and line. */
  readonly where: string;
  /** Why it cannot be widened, if so. */
  readonly reason?: string;
}

/**
 * An asc transform that notes in `origins`, by name, where the kernels of `entries` come from, and why scalar ones cannot be
 * widened. It looks at the module before asc optimises it, while functions have the names that the author gave them, and
 * calls are still calls. `signatures` are the kernels' as they are after parsing.
 */
export function kernelOrigins(
  entries: readonly string[],
  signatures: readonly KernelSignature[],
  origins: Map<string, KernelOrigin>,
): new () => object {
  return class KernelOrigins {
    afterParse({ sources }: { readonly sources: readonly Source[] }): void {
      for (const source of sources.filter(({ normalizedPath }) => entries.includes(normalizedPath))) {
        const functions = source.statements.filter(({ kind }) => kind === KIND.functionDeclaration);
        for (const { name, range } of functions as FunctionSyntax[]) {
          origins.set(name.text, { where: `${source.normalizedPath}:${source.lineAt(range.start)}` });
        }
      }
    }

    afterCompile(module: binaryen.Module): void {
      const functions = exportedFunctions(module);
      for (const signature of signatures.filter(({ kind }) => kind === "scalar")) {
        const { name } = signature;
        const trace = traceKernel(module, functions.get(name)!, signature);
        if (trace instanceof NotWidenable) {
          origins.set(name, { ...origins.get(name)!, reason: trace.message });
        }
      }
    }
  };
}
