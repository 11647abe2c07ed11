import { KernelError } from "../../engine/errors/kernel_error.ts";
import { fileName, urlOfPath } from "../../engine/platform/file_url.ts";

/** AssemblyScript sources: their text by path, as asc asks for them. */
export type Sources = Readonly<Record<string, string>>;

const IMPORT = /^\s*(?:import|export)\b[^"';]*?from\s*["'](\.{1,2}\/[^"']+)["']/gm;

/**
 * Reads a source and what it imports by relative path, and what that imports. Paths are relative to the folder of `entry`;
 * the entry's is its file name.
 *
 * @throws {KernelError} If one cannot be read, naming the file that imports it.
 */
export async function collectSources(entry: URL, read: (url: URL) => Promise<string>): Promise<Sources> {
  const sources: Record<string, string> = {};
  const visit = async (path: string, importer?: string): Promise<void> => {
    if (path in sources) return;
    let text: string;
    try {
      text = await read(urlOfPath(path, entry));
    } catch (cause) {
      const asked = importer === undefined ? "" : `, which "${importer}" imports`;
      const { message } = cause as Error;
      throw new KernelError(`Cannot read the kernels' source "${path}"${asked}: ${message}`, { cause });
    }
    sources[path] = text;
    for (const [, specifier] of text.matchAll(IMPORT)) {
      await visit(join(path, specifier!), path);
    }
  };
  await visit(fileName(entry));
  return sources;
}

/** The path of what `importer` imports as `specifier`, in which asc leaves out the `.ts`. */
function join(importer: string, specifier: string): string {
  const parts = importer.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "." || part === "") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  const path = parts.join("/");
  return path.endsWith(".ts") ? path : `${path}.ts`;
}
