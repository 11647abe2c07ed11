import { Buffer } from "node:buffer";
import { readModuleId } from "../../engine/kernel/id_section.ts";
import type { KernelKind, KernelSignature } from "../../engine/kernel/kernel.ts";

/** A module's typed binding: what it needs to be called from TypeScript. */
export interface Binding {
  /** Where to import `defineKernels` and the types from. */
  readonly specifier: string;
  readonly wasm: Uint8Array;
  readonly signatures: readonly KernelSignature[];
}

const TYPE_NAMES: Readonly<Record<KernelKind, string>> = {
  scalar: "ScalarKernel",
  range: "RangeKernel",
  reducer: "ReducerKernel",
  whole: "WholeKernel",
};

/** TypeScript that exports each of the module's kernels under its own name. */
export function bindingText({ specifier, wasm, signatures }: Binding): string {
  const types = [...new Set(signatures.map(({ kind }) => TYPE_NAMES[kind]))].sort();
  return `import { defineKernels, ${types.map((type) => `type ${type}`).join(", ")} } from "${specifier}";

const $kernel = /* @__PURE__ */ defineKernels({
  id: "${readModuleId(wasm)}",
  signatures: [
${signatures.map((signature) => `    ${JSON.stringify(signature)},`).join("\n")}
  ],
  wasm:
    "${Buffer.from(wasm).toString("base64")}",
});
${signatures.map(exported).join("")}`;
}

function exported({ name, kind, params, result, doc }: KernelSignature): string {
  const lines = doc.split("\n");
  const block = `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
  const comment = lines.length > 1 ? block : doc ? `/** ${doc} */\n` : "";
  const hasRange = kind === "range" || kind === "reducer";
  const listed = (hasRange ? params.slice(0, -2) : params).map(({ name, type }) => `${name}: "${type}"`);
  const resultType = kind === "range" ? "" : `, "${result}"`;
  return `\n${comment}export const ${name}: ${TYPE_NAMES[kind]}<[${
    listed.join(", ")
  }]${resultType}> = /* @__PURE__ */ $kernel("${name}");\n`;
}
