import {
  KERNEL_ABI,
  KERNELS_SECTION,
  type KernelSignature,
  type KernelsSection,
} from "../../../engine/wasm/kernel_sections.ts";
import { AuthorProgram } from "./author_program.ts";
import { checkImports } from "./check_imports.ts";
import { checkStatics } from "./check_statics.ts";
import { lowerSlices } from "./lower_slices.ts";
import { loopRequirements } from "./loop_requirements.ts";
import { mapLoops } from "./map_loops.ts";
import { refuseOtherRequirements, takeRequirements } from "./read_requirements.ts";
import { insertCheck, requirementChecks } from "./requirement_checks.ts";
import { type FunctionSyntax, signatureOf, type Source, type SyntaxNode } from "./signature_of.ts";
import { mendTrigonometry, unshareStd } from "./patch_std.ts";
import { type AscNode, FLAG, KIND, make, mapChildren, nameOf, positionOf } from "./syntax.ts";

interface Parser {
  readonly sources: readonly Source[];
  parseFile(text: string, path: string, isEntry: boolean): void;
}

interface Module {
  addCustomSection(name: string, contents: Uint8Array): void;
}

/** What a kernel module is built with. */
export interface KernelTransformOptions {
  /** Whether slices check their indices. */
  readonly checked?: boolean;
}

/**
 * An asc transform that makes kernels of the functions that `entries` export: it reads their signatures, which it appends
 * to `signatures` and puts into the module's own section, and adds the loops of the scalar ones. In all of the author's
 * files it lowers slices, and refuses what several workers on one memory cannot share.
 */
export function kernelTransform(
  entries: readonly string[],
  signatures: KernelSignature[],
  { checked = false }: KernelTransformOptions = {},
): new () => object {
  return class KernelTransform {
    afterParse(parser: Parser): void {
      let loops = "";
      for (const path of entries) {
        const source = parser.sources.find((candidate) => candidate.normalizedPath === path);
        const functions = (source?.statements ?? []).filter(isFunction).filter(isExported);
        const kernels = functions.map((fn) => withRequirements(fn, signatureOf(fn), source));
        const scalars = kernels.filter(({ kind }) => kind === "scalar").map(({ name }) => name);
        if (scalars.length > 0) {
          loops += `import { ${scalars.join(", ")} } from "./${path.replace(/\.ts$/, "")}";\n`;
        }
        loops += mapLoops(kernels);
        signatures.push(...kernels);
      }
      unshareStd(parser.sources);
      mendTrigonometry(parser.sources);
      const program = new AuthorProgram(parser.sources);
      program.sources.forEach(refuseOtherRequirements);
      checkImports(program);
      checkStatics(program);
      locateAborts(program);
      lowerSlices(program, checked);
      parser.parseFile(loops, "__map_loops.ts", true);
      parser.parseFile(requirementChecks(signatures), "__requirement_checks.ts", false);
    }

    afterCompile(module: Module): void {
      const section: KernelsSection = { abi: KERNEL_ABI, kernels: signatures };
      module.addCustomSection(KERNELS_SECTION, new TextEncoder().encode(JSON.stringify(section)));
    }
  };
}

/** The signature of a kernel with what it requires, which it checks from now on. */
function withRequirements(fn: AscNode, signature: KernelSignature, source: AscNode): KernelSignature {
  const said = takeRequirements(fn, signature, source);
  const requires = said.length > 0 ? said : loopRequirements(fn, signature);
  if (requires.length === 0) return signature;
  const kernel = { ...signature, requires };
  insertCheck(fn, kernel);
  return kernel;
}

function isFunction(node: SyntaxNode): node is FunctionSyntax {
  return node.kind === KIND.functionDeclaration;
}

function isExported({ flags }: FunctionSyntax): boolean {
  return (flags & FLAG.export) !== 0;
}

/** Has the author's `abort()` and `abort(message)` say where they stand, as asc does with `throw` and `assert`. */
export function locateAborts(program: AuthorProgram): void {
  for (const source of program.sources) {
    if (!program.find(source, "abort")) source.statements.forEach(locate);
  }
}

function locate(node: AscNode): AscNode {
  mapChildren(node, locate);
  if (node.kind !== KIND.call || nameOf(node.expression) !== "abort" || node.args.length > 1) return node;
  const { file, line, column } = positionOf(node);
  if (node.args.length === 0) node.args.push(make.string("aborted", node));
  node.args.push(make.string(file, node), make.integer(line, node), make.integer(column, node));
  return node;
}
