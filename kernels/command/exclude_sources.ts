import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { filePath, fileUrl } from "../../engine/platform/file_url.ts";

/** What keeps Deno's commands from taking AssemblyScript for TypeScript. */
const PATTERN = "**/*.as.ts";
const LINE = `"exclude": ["${PATTERN}"]`;
const NAMES = ["deno.json", "deno.jsonc"];

/** The `deno.json` or `deno.jsonc` that holds for a source file; `undefined` if there is none. */
function configOf(file: string): URL | undefined {
  for (let folder = new URL("./", fileUrl(file));; folder = new URL("../", folder)) {
    const found = NAMES.map((name) => new URL(name, folder)).find((url) => existsSync(url));
    if (found !== undefined || folder.href === new URL("../", folder).href) return found;
  }
}

/** Says what has to be in `deno.json` for `deno check`, `deno lint` and `deno fmt`; `undefined` if it is there. */
export async function exclusionHint(file: string): Promise<string | undefined> {
  const config = configOf(file);
  if (config !== undefined && (await readFile(config, "utf8")).includes(".as.ts")) return undefined;
  const place = config === undefined ? "a deno.json" : filePath(config);
  return `Deno's own commands take ${file} for TypeScript unless ${place} has ${LINE}: --exclude writes that`;
}

/**
 * Writes into `deno.json` that AssemblyScript is not TypeScript, unless it says so already. Returns what was done, or why it was not;
 * `undefined` if there was nothing to do.
 */
export async function excludeSources(file: string): Promise<string | undefined> {
  if (await exclusionHint(file) === undefined) return undefined;
  const config = configOf(file) ?? new URL("deno.json", fileUrl("./"));
  const path = filePath(config);
  try {
    const text = existsSync(config) ? await readFile(config, "utf8") : "{}";
    const { exclude = [], ...rest } = JSON.parse(text) as { exclude?: string[] };
    await writeFile(config, `${JSON.stringify({ ...rest, exclude: [...exclude, PATTERN] }, null, 2)}\n`);
    return `${path}: excludes ${PATTERN}`;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `Cannot write ${path} as it has comments: put ${LINE} there`;
  }
}
