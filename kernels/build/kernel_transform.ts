import type { KernelSignature } from "../../engine/kernel/kernel.ts";
import { KERNELS_SECTION } from "../../engine/kernel/kernels_section.ts";
import { lowerSlices } from "./lower_slices.ts";
import { mapLoops } from "./map_loops.ts";
import { type FunctionSyntax, signatureOf, type Source, type SyntaxNode } from "./signature_of.ts";

interface Parser {
  readonly sources: readonly Source[];
  parseFile(text: string, path: string, isEntry: boolean): void;
}

interface Module {
  addCustomSection(name: string, contents: Uint8Array): void;
}

// From asc's source (ast.ts, common.ts), which exports them as const enums only.
const FUNCTION_DECLARATION = 56;
const EXPORT_FLAG = 1 << 1;

/**
 * An asc transform that makes kernels of the functions that `entries` export: it reads their signatures, which it appends
 * to `signatures` and puts into the module's own section, and adds the loops of the scalar ones.
 */
export function kernelTransform(entries: readonly string[], signatures: KernelSignature[]): new () => object {
  return class KernelTransform {
    afterParse(parser: Parser): void {
      let loops = "";
      for (const path of entries) {
        const source = parser.sources.find((candidate) => candidate.normalizedPath === path);
        const functions = (source?.statements ?? []).filter(isFunction);
        const kernels = functions.filter(isExported).map(signatureOf);
        functions.forEach(lowerSlices);
        const scalars = kernels.filter(({ kind }) => kind === "scalar").map(({ name }) => name);
        if (scalars.length > 0) {
          loops += `import { ${scalars.join(", ")} } from "./${path.replace(/\.ts$/, "")}";\n`;
        }
        loops += mapLoops(kernels);
        signatures.push(...kernels);
      }
      parser.parseFile(loops, "__map_loops.ts", true);
    }

    afterCompile(module: Module): void {
      module.addCustomSection(KERNELS_SECTION, new TextEncoder().encode(JSON.stringify(signatures)));
    }
  };
}

/** Whether a statement declares a function. */
export function isFunction(node: SyntaxNode): node is FunctionSyntax {
  return node.kind === FUNCTION_DECLARATION;
}

function isExported({ flags }: FunctionSyntax): boolean {
  return (flags & EXPORT_FLAG) !== 0;
}
