import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { cacheFolder } from "../../engine/platform.ts";

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
