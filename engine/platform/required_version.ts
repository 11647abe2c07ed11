import type { DenoRuntime } from "./deno_types.ts";
import { envVariable } from "./environment.ts";
import { bun, inDeno, isAtEdge } from "./runtime.ts";

declare const Deno: DenoRuntime;

/** The first versions that the library is written for. In earlier Denos a busy thread cannot be stopped. */
const NEEDED: Readonly<Record<string, string>> = { Deno: "2.9.4", Node: "22.18.0", Bun: "1.3.0" };

/** Says what is wrong with the runtime if it is an earlier version than the library needs; `undefined` if it is not. */
export function tooOld(): string | undefined {
  // Deno Deploy has the threads of its version or none, and nobody can choose.
  if (isAtEdge() || inDeno && (envVariable("DENO_DEPLOYMENT_ID") || envVariable("DENO_DEPLOY"))) {
    return undefined;
  }
  const name = inDeno ? "Deno" : bun !== undefined ? "Bun" : "Node";
  const { versions } = inDeno ? { versions: { Deno: Deno.version.deno } } : globalThis.process ?? {};
  const found = (versions as Record<string, string> | undefined)?.[inDeno ? name : name.toLowerCase()];
  if (found === undefined || !isBefore(found, NEEDED[name]!)) return undefined;
  return `this needs ${name} ${NEEDED[name]} or later: received ${name} ${found}`;
}

/** Whether a version comes before another. */
export function isBefore(version: string, other: string): boolean {
  const [mine, theirs] = [version, other].map((text) => text.split(/[.+-]/, 3).map(Number)) as [
    number[],
    number[],
  ];
  const place = theirs.findIndex((part, i) => (mine[i] ?? 0) !== part);
  return place >= 0 && (mine[place] ?? 0) < theirs[place]!;
}
