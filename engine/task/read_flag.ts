import { canRead } from "../platform.ts";

const LIBRARY = new URL("../../", import.meta.url).href;

/** The flag that lets a worker import a module of the user's, and this library, which such a module may import in turn. */
export function readFlag(module: string): string {
  const missing = [module, LIBRARY].filter((url) => !canRead(url));
  return `--allow-read=${missing.map((url) => decodeURIComponent(new URL(url).pathname)).join(",")}`;
}
