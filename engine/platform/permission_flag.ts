import type { DenoRuntime } from "./deno_types.ts";
import { filePath } from "./file_url.ts";
import { inDeno } from "./runtime.ts";

declare const Deno: DenoRuntime;

/** What no shell takes for anything else. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * The flag that permits reading local files, as it can be typed into a shell. Deno takes a comma for the end of a path, so a file
 * whose path has one is permitted with the nearest folder above it whose path has none.
 */
export function readFlag(
  urls: readonly string[],
  windows: boolean = inDeno && Deno.build.os === "windows",
): string {
  const paths = urls.map((url) => beforeComma(filePath(url, { windows }), windows ? "\\" : "/"));
  return shellQuoted(`--allow-read=${[...new Set(paths)].join(",")}`, windows);
}

/** A flag as it can be typed into a shell. */
export function shellQuoted(flag: string, windows: boolean = inDeno && Deno.build.os === "windows"): string {
  if (PLAIN.test(windows ? flag.replaceAll("\\", "/") : flag)) return flag;
  return windows ? `"${flag}"` : `'${flag.replaceAll("'", `'\\''`)}'`;
}

function beforeComma(path: string, separator: string): string {
  const comma = path.indexOf(",");
  if (comma < 0) return path;
  const above = path.slice(0, path.lastIndexOf(separator, comma));
  return above === "" || above.endsWith(":") ? above + separator : above;
}
