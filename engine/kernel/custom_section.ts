import { wasmSections } from "./wasm_sections.ts";

/** The content of a module's custom section, from its bytes or as it is compiled; `undefined` if it has none. */
export function customSection(
  module: Uint8Array | WebAssembly.Module,
  name: string,
): Uint8Array | undefined {
  if (module instanceof Uint8Array) {
    const section = wasmSections(module).find((section) => section.name === name);
    return section && module.subarray(section.content, section.end);
  }
  const [content] = WebAssembly.Module.customSections(module, name);
  return content && new Uint8Array(content);
}
