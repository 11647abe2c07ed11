import { KERNEL_ABI } from "../../engine/wasm/kernel_sections.ts";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { cacheFolder } from "../../engine/platform/environment.ts";
import { Buffer } from "node:buffer";
import type { Sources } from "../compiler/collect_sources.ts";
import type { CheckOptions } from "../compiler/compile_module.ts";
import { RUNTIME_SOURCES } from "../compiler/generated/runtime.ts";

// Compiled modules, one file each, named after their key. A file that is missing, unreadable or damaged is as good as none:
// the kernels are compiled again.

/** The module kept under that key; `undefined` if there is none, or reading it is not permitted. */
export async function readCache(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const folder = cacheFolder();
  if (folder === undefined) return undefined;
  try {
    const wasm = new Uint8Array(await readFile(`${folder}/${key}.wasm`));
    return WebAssembly.validate(wasm) ? wasm : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a module under that key, where writing it is permitted. */
export async function writeCache(key: string, wasm: Uint8Array): Promise<void> {
  const folder = cacheFolder();
  if (folder === undefined) return;
  const temporary = `${folder}/${crypto.randomUUID()}.tmp`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, wasm);
    // Renamed, so that another program never reads half of it.
    await rename(temporary, `${folder}/${key}.wasm`);
  } catch {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** To be raised when the build makes something else of the same sources, as another version of asc does. */
const BUILD_VERSION = "3, asc 0.28.20";

/** What a compiled module is kept under: the SHA-256 of all that it is made of. */
export async function cacheKey(sources: Sources, { debug, checked }: CheckOptions): Promise<string> {
  const parts = [KERNEL_ABI, BUILD_VERSION, RUNTIME_SOURCES, debug, checked, Object.entries(sources)];
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}
