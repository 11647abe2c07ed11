/** The file name, without its ending, of an entry of deno.json: `kernels_math` for `./kernels/math`. */
export function entryName(entry: string): string {
  return entry === "." ? "mod" : entry.slice("./".length).replaceAll("/", "_").replaceAll("-", "_");
}
