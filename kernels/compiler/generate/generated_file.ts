/** A file that the build makes. */
export interface GeneratedFile {
  /** The path from the root of the project. */
  readonly path: string;
  readonly text: string;
}

const ROOT = new URL("../../../", import.meta.url);

/** Puts the header on a generated file: which command makes it. */
export function generatedText(target: string, body: string): string {
  return `// Made by \`deno task kernels ${target}\`: change its sources, not this file.\n\n${body}`;
}

/** Writes the file, unless it holds that text already. Returns whether it did. */
export async function writeGenerated(file: GeneratedFile): Promise<boolean> {
  if (await isCurrent(file)) return false;
  const url = new URL(file.path, ROOT);
  await Deno.mkdir(new URL("../", url), { recursive: true });
  await Deno.writeTextFile(url, file.text);
  return true;
}

/** Whether the file on disk holds exactly that text. */
export async function isCurrent(file: GeneratedFile): Promise<boolean> {
  try {
    return await Deno.readTextFile(new URL(file.path, ROOT)) === file.text;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Reads the AssemblyScript sources of folders of `kernels/`: text by path relative to `kernels/`, in the order of the
 * paths, so that a build does not depend on the order of a directory listing.
 */
export async function readSources(folders: readonly string[]): Promise<Record<string, string>> {
  const kernels = new URL("../../../engine/", import.meta.url);
  const paths: string[] = [];
  for (const folder of folders) {
    const prefix = folder === "." ? "" : `${folder}/`;
    for await (const entry of Deno.readDir(new URL(prefix || "../", kernels))) {
      // A plain .ts file is shared by both languages; in kernels/ itself those are the build's own.
      if (entry.isFile && entry.name.endsWith(prefix ? ".ts" : ".as.ts")) paths.push(prefix + entry.name);
    }
  }
  const sources: Record<string, string> = {};
  for (const path of paths.sort()) sources[path] = await Deno.readTextFile(new URL(path, kernels));
  return sources;
}
