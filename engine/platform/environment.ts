import type { DenoRuntime } from "./deno_types.ts";
import { inDeno } from "./runtime.ts";

declare const Deno: DenoRuntime;

/** Whether an environment variable may be read. Never prompts. */
export function canReadEnv(name: string): boolean {
  return !inDeno || Deno.permissions.querySync({ name: "env", variable: name }).state === "granted";
}

/** An environment variable's value; `undefined` also where reading it is not permitted yet. Never prompts. */
export function envVariable(name: string): string | undefined {
  if (!canReadEnv(name)) return undefined;
  return inDeno ? Deno.env.get(name) : globalThis.process?.env?.[name];
}

/**
 * The folder for files that can be made anew; `undefined` where there is none, or this program may not read, write or find it.
 * Never prompts.
 */
export function cacheFolder(): string | undefined {
  const os = inDeno ? Deno.build.os : globalThis.process?.platform;
  const home = envVariable("HOME");
  const base = os?.startsWith("win") ? envVariable("LOCALAPPDATA") : envVariable("XDG_CACHE_HOME") ||
    (home && home + (os === "darwin" ? "/Library/Caches" : "/.cache"));
  if (!base) return undefined;
  const path = `${base}/multicore`;
  const isGranted = !inDeno ||
    (["read", "write"] as const).every((name) =>
      Deno.permissions.querySync({ name, path }).state === "granted"
    );
  return isGranted ? path : undefined;
}
