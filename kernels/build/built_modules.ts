import { readFile } from "node:fs/promises";
import { KernelError } from "../../engine/errors/kernel_error.ts";

/** A module of kernels out of a file that the build wrote. */
export interface BuiltModule {
  /** The file's, without its endings. */
  readonly name: string;
  readonly wasm: Uint8Array<ArrayBuffer>;
}

const WASM = /^const \$kernel = [^]*?^ {2}wasm:\s*"([A-Za-z0-9+/=]+)",\n\}\);$/m;
const EXPORT = /^\s*export\b[^"';]*?from\s*["'](\.{1,2}\/[^"']+)["']/gm;

/**
 * The modules that a built file of kernels holds, or that a file passes on, as those of the library do. Nothing is run.
 *
 * @throws {KernelError} If there is none, or a file cannot be read.
 */
export async function builtModules(file: URL): Promise<BuiltModule[]> {
  const text = await readBuiltFile(file);
  const base64 = text.match(WASM)?.[1];
  if (base64 !== undefined) {
    const name = decodeURIComponent(file.pathname.split("/").at(-1)!).replace(/(?:\.kernels)?\.ts$/, "");
    return [{ name, wasm: Uint8Array.fromBase64(base64) }];
  }
  const modules: BuiltModule[] = [];
  for (const [, specifier] of text.matchAll(EXPORT)) {
    modules.push(...await builtModules(new URL(specifier!, file)));
  }
  if (modules.length > 0) return modules;
  throw new KernelError(`Cannot find kernels: "${file}" is no file that build.ts wrote`);
}

async function readBuiltFile(file: URL): Promise<string> {
  try {
    if (file.protocol === "file:") return await readFile(file, "utf8");
    const response = await fetch(file);
    if (response.ok) return await response.text();
    throw new Error(`status ${response.status}`);
  } catch (cause) {
    throw new KernelError(`Cannot read the kernels "${file}": ${(cause as Error).message}`, { cause });
  }
}
