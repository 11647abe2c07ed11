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
  await Deno.mkdir(new URL("./", url), { recursive: true });
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
 * Reads the sources below a folder: text by path relative to `root`, in the order of the paths, so that a build does not depend on
 * the order of a directory listing. Both `.as.ts` files and the `.ts` files that AssemblyScript shares with TypeScript are read;
 * `generated/` folders are not.
 */
export async function readSources(root: string, folder = ""): Promise<Record<string, string>> {
  const sources: Record<string, string> = {};
  const visit = async (path: string): Promise<void> => {
    const entries = await Array.fromAsync(Deno.readDir(new URL(`${root}${path}`, ROOT)));
    for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
      const inside = path === "" || path.endsWith("/") ? `${path}${name}` : `${path}/${name}`;
      if (isDirectory && name !== "generated") await visit(inside);
      else if (name.endsWith(".ts")) {
        sources[inside] = await Deno.readTextFile(new URL(`${root}${inside}`, ROOT));
      }
    }
  };
  await visit(folder);
  return sources;
}
