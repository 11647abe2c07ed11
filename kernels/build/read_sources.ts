/**
 * Reads the AssemblyScript sources of folders of `kernels/`: text by path relative to `kernels/`, in the order of the
 * paths, so that a build does not depend on the order of a directory listing.
 */
export async function readSources(folders: readonly string[]): Promise<Record<string, string>> {
  const kernels = new URL("../", import.meta.url);
  const paths: string[] = [];
  for (const folder of folders) {
    const prefix = folder === "." ? "" : `${folder}/`;
    for await (const entry of Deno.readDir(new URL(prefix || "./", kernels))) {
      // A plain .ts file is shared by both languages; in kernels/ itself those are the build's own.
      if (entry.isFile && entry.name.endsWith(prefix ? ".ts" : ".as.ts")) paths.push(prefix + entry.name);
    }
  }
  const sources: Record<string, string> = {};
  for (const path of paths.sort()) sources[path] = await Deno.readTextFile(new URL(path, kernels));
  return sources;
}
