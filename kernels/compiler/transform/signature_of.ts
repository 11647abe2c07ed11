import {
  type KernelKind,
  type KernelParameter,
  type KernelSignature,
  type ParameterType,
  sliceElement,
} from "../../../engine/wasm/kernel_sections.ts";
import { KernelError } from "../../../engine/errors/kernel_error.ts";
import { NUMBER_TYPES, type NumericType } from "../../../engine/elements/element_types.ts";
import { positionOf } from "./syntax.ts";

/** The parts of asc's syntax tree that a signature is read from. */
export interface SyntaxNode {
  readonly kind: number;
  readonly range: { readonly start: number; readonly source: Source };
}

/** A parsed source file. */
export interface Source {
  readonly normalizedPath: string;
  readonly text: string;
  readonly statements: readonly SyntaxNode[];
  lineAt(position: number): number;
}

interface TypeSyntax extends SyntaxNode {
  readonly name?: { readonly identifier: { readonly text: string } };
  readonly typeArguments?: readonly TypeSyntax[] | null;
}

/** A function at the top of a file. */
export interface FunctionSyntax extends SyntaxNode {
  readonly name: { readonly text: string };
  readonly flags: number;
  readonly typeParameters: readonly SyntaxNode[] | null;
  readonly signature: {
    readonly parameters: readonly { readonly name: { readonly text: string }; readonly type: TypeSyntax }[];
    readonly returnType: TypeSyntax;
  };
}

/**
 * Reads a kernel's signature from its declaration.
 *
 * @throws {KernelError} If the function can be no kernel, naming its file and line.
 */
export function signatureOf(fn: FunctionSyntax): KernelSignature {
  const name = fn.name.text;
  if (fn.typeParameters) throw refusal(fn, "a kernel has no type parameters");
  const params = fn.signature.parameters.map((param) => {
    const type = typeText(param.type);
    if (!isParameterType(type)) {
      throw refusal(
        fn,
        `parameter '${param.name.text}' must be a number or a Slice of numbers: received ${type}`,
      );
    }
    return { name: param.name.text, type };
  });
  const result = typeText(fn.signature.returnType);
  const doc = docComment(fn);
  if (result !== "void" && !isNumeric(result)) {
    throw refusal(fn, `its result must be a number or void: received ${result}`);
  }
  const kind = kindOf(params, result);
  if (kind === undefined) {
    throw refusal(fn, "it takes no slice and gives no number, so that it would have no effect");
  }
  return { name, kind, params, result, doc };
}

function kindOf(params: readonly KernelParameter[], result: NumericType | "void"): KernelKind | undefined {
  const [from, to] = params.slice(-2);
  const endsInRange = from?.type === "i32" && to?.type === "i32" && /^from/.test(from.name) &&
    /^to/.test(to.name);
  if (endsInRange) return result === "void" ? "range" : "reducer";
  if (params.some(({ type }) => sliceElement(type) !== undefined)) return "whole";
  if (result === "void") return undefined;
  return params.length > 0 ? "scalar" : "whole";
}

function typeText(type: TypeSyntax): string {
  const name = type.name?.identifier.text ?? "a function";
  const args = type.typeArguments ?? [];
  return args.length > 0 ? `${name}<${args.map(typeText).join(", ")}>` : name;
}

function isNumeric(type: string): type is NumericType {
  return Object.hasOwn(NUMBER_TYPES, type);
}

function isParameterType(type: string): type is ParameterType {
  return isNumeric(type) || isNumeric(type.match(/^(?:Readonly)?Slice<(\w+)>$/)?.[1] ?? "");
}

/** asc's tree leaves comments out: the text before the declaration has it. */
function docComment(fn: FunctionSyntax): string {
  const before = fn.range.source.text.slice(0, fn.range.start);
  const comment = before.match(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(?:export\s*)?$/)?.[1] ?? "";
  return comment.split("\n").map((line) => line.replace(/^\s*\*? ?/, "").trimEnd()).join("\n").trim();
}

function refusal(fn: FunctionSyntax, reason: string): KernelError {
  const { file, line, column } = positionOf(fn);
  const message = `Cannot export '${fn.name.text}' as a kernel (${file}:${line}): ${reason}`;
  return new KernelError(message, { diagnostics: [{ file, line, column, message, code: 0 }] });
}
