import { canRead } from "../platform.ts";

/** The flag that lets a worker import a module of the user's, and this library, which such a module may import in turn. */
export function readFlag(module: string): string {
  const library = new URL("../../", import.meta.url).href;
  const missing = [module, library].filter((url) => !canRead(url));
  return `--allow-read=${missing.map((url) => decodeURIComponent(new URL(url).pathname)).join(",")}`;
}
