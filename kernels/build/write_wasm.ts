import { mkdir, readFile, writeFile } from "node:fs/promises";
import { builtModules } from "./built_modules.ts";
import { fileUrl } from "./file_url.ts";
import { wasmFiles } from "./wasm_files.ts";

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
