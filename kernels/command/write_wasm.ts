import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileName, fileUrl } from "../../engine/platform/file_url.ts";
import { INLINE_CORE_WASM } from "../../engine/core/generated/inline_core.ts";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { type Extent, EXTENT_SECTION } from "../../engine/wasm/kernel_sections.ts";
import { placeUnshared } from "../../engine/wasm/place_module.ts";
import { withSection } from "../compiler/wasm_file.ts";

/** What `--wasm` writes, and where. */
export interface WasmOptions {
  /** Ends in `/`. */
  readonly folder: string;
  /** Where the static data of the first module begins. */
  readonly place: number;
  /** Compares what is there instead of writing. */
  readonly check: boolean;
}

/**
 * Writes the engine's core and the kernels of built files, paths or URLs, as `.wasm` files for runtimes that compile nothing.
 * Returns false if they had to be compared and differ.
 *
 * @throws {KernelError} If a file cannot be read, or holds no kernels.
 */
export async function writeWasm(
  files: readonly string[],
  { folder, place, check }: WasmOptions,
): Promise<boolean> {
  const modules = (await Promise.all(files.map((file) => builtModules(fileUrl(file))))).flat();
  let isCurrent = true;
  if (!check) await mkdir(folder, { recursive: true });
  for (const { name, bytes } of wasmFiles(modules, place)) {
    const path = folder + name;
    if (!check) {
      await writeFile(path, bytes);
      console.log(`${path}: ${(bytes.length / 1024).toFixed(1)} KiB`);
      continue;
    }
    const written = await readFile(path).catch(() => undefined);
    if (written?.length === bytes.length && bytes.every((byte, i) => byte === written[i])) continue;
    console.error(`${path} is not up to date: build it again`);
    isCurrent = false;
  }
  return isCurrent;
}

/** Below, a program places what it compiles while it is imported. */
export const MIN_PLACE_ADDRESS = 65536;

const BLOCK_BYTES = 16;

/** A `.wasm` file, not written yet. */
export interface WasmFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The engine's core and modules of kernels as `.wasm` files for an ordinary memory, the static data of one after the other
 * from `place` on: for runtimes that compile nothing.
 *
 * @throws {KernelError} If two modules have one name.
 */
export function wasmFiles(modules: readonly BuiltModule[], place: number): WasmFile[] {
  const files: WasmFile[] = [{ name: "core.wasm", bytes: Uint8Array.fromBase64(INLINE_CORE_WASM) }];
  let start = place;
  for (const { name, wasm } of modules) {
    if (files.some((file) => file.name === `${name}.wasm`)) {
      throw new KernelError(`Cannot write two modules into one file: received "${name}.wasm" twice`);
    }
    const { placed, extent } = placeUnshared(wasm, start);
    files.push({ name: `${name}.wasm`, bytes: extent ? withExtent(placed, extent) : placed });
    if (extent) start = Math.ceil(extent.end / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return files;
}

function withExtent(wasm: Uint8Array, { start, end }: Extent): Uint8Array<ArrayBuffer> {
  return withSection(wasm, EXTENT_SECTION, new Uint8Array(new Uint32Array([start, end]).buffer));
}

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
    const name = fileName(file).replace(/(?:\.kernels)?\.ts$/, "");
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
