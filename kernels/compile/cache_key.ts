import { Buffer } from "node:buffer";
import type { Sources } from "../build/collect_sources.ts";
import { RUNTIME_SOURCES } from "../generated/runtime.ts";

/** To be raised when the build makes something else of the same sources, as another version of asc does. */
const BUILD_VERSION = "2, asc 0.28.20";

/** What a compiled module is kept under: the SHA-256 of all that it is made of. */
export async function cacheKey(sources: Sources, debug: boolean): Promise<string> {
  const parts = [BUILD_VERSION, RUNTIME_SOURCES, debug, Object.entries(sources)];
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
}
