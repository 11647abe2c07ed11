import { isolateState } from "./copies.ts";
import type { DenoRuntime } from "./deno_types.ts";
import { builtin, bun, inDeno } from "./runtime.ts";

declare const Deno: DenoRuntime;

/**
 * The URL that is relative to a module's. Bundlers take `new URL("…", import.meta.url)` for a file that the program reads, and
 * look for it; they do not look into a call of this.
 */
export function urlBeside(module: string, relative: string): string {
  return new URL(relative, module).href;
}

const booted = isolateState("main module", (): { url?: string | undefined } => ({}));

/** Tells a worker which module the program was started with: a worker's own runtime does not know it. */
export function setMainModule(url: string | undefined): void {
  booted.url = url;
}

/** The URL of the module that the program was started with, the same on every thread; `undefined` where there is none. */
export function mainModule(): string | undefined {
  if (booted.url !== undefined) return booted.url;
  if (inDeno) return Deno.mainModule || undefined;
  const script = globalThis.process?.argv?.[1];
  return script ? builtin("node:url")?.pathToFileURL(script).href : undefined;
}

/** What the main module exports, if it is a CommonJS module of Node's. */
export function commonJsExports(): object | undefined {
  if (inDeno || bun !== undefined) return undefined;
  const { mainModule } = globalThis.process ?? {};
  const exports: unknown = mainModule?.exports;
  return typeof exports === "object" && exports !== null ? exports : undefined;
}

/** Whether a worker may import this URL as far as `--allow-read` goes. Never prompts. */
export function canRead(url: string): boolean {
  if (!inDeno || !url.startsWith("file:")) return true;
  return Deno.permissions.querySync({ name: "read", path: new URL(url) }).state === "granted";
}

/** Whether there is a local file of that URL, as far as this program may know. Never prompts. */
export function fileExists(url: string): boolean {
  return url.startsWith("file:") && canRead(url) && builtin("node:fs")?.existsSync(new URL(url)) === true;
}

/**
 * The JavaScript text that the runtime runs for a local module: a TypeScript file stripped exactly as the runtime's loader strips
 * it, so that a function's `toString()` is a piece of it, character for character.
 * Throws what reading the file or stripping it throws.
 */
export function moduleSource(url: string): string {
  const text = builtin("node:fs")!.readFileSync(new URL(url), "utf8");
  if (bun !== undefined) {
    // Bun prints the syntax tree of every module anew, with constants in place of their names.
    const loader = /\.[cm]?([jt]sx?)$/.exec(new URL(url).pathname)?.[1] ?? "js";
    const options = { loader, target: "bun", inline: true, deadCodeElimination: true };
    return new bun.Transpiler(options).transformSync(text);
  }
  if (!/\.[cm]?tsx?$/.test(new URL(url).pathname)) return text;
  // Deno prints the syntax tree anew, as "transform" does; Node blanks the types out.
  const mode = inDeno ? "transform" : "strip";
  return builtin("node:module")!.stripTypeScriptTypes(text, { mode });
}
