import { fileURLToPath } from "node:url";
import { twoServers } from "./deno_server.ts";
import type { Platform } from "./platform.ts";

const ENTRIES = new URL("../entries/", import.meta.url);
const CONFIG = new URL("../../../examples/edge/supabase/functions/service/deno.json", import.meta.url);
const SERVE = ["serve", "--host", "127.0.0.1", "--port", "0"];

/** A platform that is Deno, or Deno with less. */
export interface DenoSettings {
  readonly name: string;
  /** The module of `entries`. */
  readonly entry: string;
  readonly args: readonly string[];
  /** What `take_away.ts` takes, if it is to. */
  readonly less?: "deploy" | "supabase";
}

/** Deno Deploy's function, also without anything taken away, and Supabase's. */
export const DENO_PLATFORMS: readonly DenoSettings[] = [
  { name: "Deno Deploy (Deno, less)", entry: "deno_deploy.ts", args: SERVE, less: "deploy" },
  {
    name: "Supabase (Deno, less)",
    entry: "supabase.ts",
    args: ["run", "--config", fileURLToPath(CONFIG)],
    less: "supabase",
  },
  { name: "deno serve", entry: "deno_deploy.ts", args: SERVE },
  { name: "deno serve --parallel", entry: "deno_deploy.ts", args: [...SERVE, "--parallel"] },
];

/** Starts it. */
export async function startDeno({ name, entry, args, less }: DenoSettings): Promise<Platform> {
  const all = [...args, "-A", "--no-check", "--no-lock"];
  if (less !== undefined) all.push("--preload", fileURLToPath(new URL("take_away.ts", ENTRIES)));
  all.push(fileURLToPath(new URL(entry, ENTRIES)));
  return await twoServers(name, { args: all, ...less === undefined ? {} : { env: { PLATFORM: less } } });
}
