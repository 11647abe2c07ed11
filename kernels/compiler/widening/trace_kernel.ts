import type { KernelSignature } from "../../../engine/wasm/kernel_sections.ts";
import binaryen from "npm:assemblyscript@0.28.20/binaryen";
import type { NumericType } from "../../../engine/elements/element_types.ts";
import { LaneGraph, type LaneNode, nodesOf, NotWidenable, widthOf } from "./lane_graph.ts";
import { computedType } from "./lane_memory.ts";
import { traceLanes } from "./lane_trace.ts";
import type { FunctionSyntax, Source } from "../transform/signature_of.ts";
import { KIND } from "../transform/syntax.ts";

/** Longer kernels stay as they are: with both sides of every branch computed, and registers short, they gain nothing. */
const MAX_OPERATIONS = 128;

const VECTOR_BYTES = 16;

/** A kernel's result for all lanes at the same time, as a function of its parameters; or why there is none. */
export function traceKernel(
  module: binaryen.Module,
  functionName: string,
  { params, result }: KernelSignature,
): { readonly result: LaneNode; readonly lanes: number } | NotWidenable {
  try {
    const type = result as NumericType;
    const graph = new LaneGraph(widthOf(computedType(type)), type);
    const args = params.map((param, i) => {
      const paramType = computedType(param.type as NumericType);
      if (widthOf(paramType) !== graph.width) throw new NotWidenable(`mixes ${param.type} and ${type}`);
      return graph.node(paramType, "parameter", [], i);
    });
    const node = graph.value(traceLanes(module, graph, functionName, args));
    const operations = nodesOf(node).length;
    if (operations > MAX_OPERATIONS) {
      throw new NotWidenable(`has ${operations} operations, more than ${MAX_OPERATIONS}`);
    }
    return { result: node, lanes: VECTOR_BYTES / graph.width };
  } catch (error) {
    if (error instanceof NotWidenable) return error;
    throw error;
  }
}

/** The names of the module's functions by the names of their exports. */
export function exportedFunctions(module: binaryen.Module): Map<string, string> {
  const functions = new Map<string, string>();
  for (let i = 0; i < module.getNumExports(); i++) {
    const { name, value, kind } = binaryen.getExportInfo(module.getExportByIndex(i));
    if (kind === binaryen.ExternalFunction) functions.set(name, value);
  }
  return functions;
}

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
