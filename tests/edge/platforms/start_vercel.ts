import { bundle } from "../../../examples/edge/build/bundle.ts";
import type { Platform } from "./platform.ts";
import { simulateVercel } from "./simulate_vercel.ts";

/** Starts the function in Vercel's simulator. `folder` holds the built example. */
export async function startVercel(folder: URL): Promise<Platform> {
  const api = new URL("vercel/api/", folder);
  await bundle(new URL("../entries/vercel.ts", import.meta.url), new URL("test.js", api));
  return await simulateVercel(api, "test.js");
}
