import type {
  KernelParameter,
  KernelSignature,
  NumericType,
  ParameterType,
} from "../../engine/kernel/kernel.ts";

/** A module's typed binding: what it needs to be called from TypeScript. */
export interface Binding {
  /** The name of the interface that types the kernels. */
  readonly interfaceName: string;
  /** What the kernels are, for the doc comment of the exported object. */
  readonly summary: string;
  /** Code that shows some of them at work, for the same comment. */
  readonly example: string;
  /** The engine's folder `kernel`, relative to the generated file. */
  readonly engine: string;
  readonly wasm: Uint8Array;
  readonly signatures: readonly KernelSignature[];
}

/** TypeScript that exports the module's kernels as the typed object `kernels`. */
export async function bindingText(binding: Binding): Promise<string> {
  const { interfaceName, engine, summary, example, wasm, signatures } = binding;
  const kinds = [...new Set(signatures.map(kernelTypeName))];
  if (signatures.some(({ params }) => params.some(isPointer))) kinds.push("KernelArray");
  return `import { defineKernels } from "${engine}/define_kernels.ts";
import type { ${kinds.sort().join(", ")} } from "${engine}/kernel.ts";

/** ${summary} */
export interface ${interfaceName} {
${signatures.map(member).join("\n")}
}

/**
 * ${summary}
 *
 * @example
 * \`\`\`ts
${example.split("\n").map((line) => ` * ${line}`.trimEnd()).join("\n")}
 * \`\`\`
 */
export const kernels: ${interfaceName} = defineKernels<${interfaceName}>({
  id: "${await moduleId(wasm)}",
  signatures: [
${signatures.map((signature) => `    ${JSON.stringify(signature)},`).join("\n")}
  ],
  wasm:
    "${wasm.toBase64()}",
});
`;
}

/** A module's id: the beginning of its content's SHA-256. */
async function moduleId(wasm: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(wasm))).subarray(0, 8).toHex();
}

function member(signature: KernelSignature): string {
  const { name, kind, params, result, doc } = signature;
  const lines = doc.split("\n");
  const block = `  /**\n${lines.map((line) => `   * ${line}`.trimEnd()).join("\n")}\n   */\n`;
  const comment = lines.length > 1 ? block : doc ? `  /** ${doc} */\n` : "";
  const listed = (kind === "range" ? params.slice(0, -2) : params).map(parameter).join(", ");
  const resultType = kind === "scalar" ? `, ${javaScriptType(result as NumericType)}` : "";
  return `${comment}  readonly ${name}: ${kernelTypeName(signature)}<[${listed}]${resultType}>;`;
}

function kernelTypeName({ kind }: KernelSignature): string {
  return kind === "scalar" ? "ScalarKernel" : "RangeKernel";
}

function parameter(param: KernelParameter): string {
  return `${param.name}: ${javaScriptType(param.type)}`;
}

function isPointer({ type }: KernelParameter): boolean {
  return type.startsWith("Ptr<");
}

function javaScriptType(type: ParameterType): string {
  if (type.startsWith("Ptr<")) return "KernelArray";
  return type === "i64" || type === "u64" ? "bigint" : "number";
}
