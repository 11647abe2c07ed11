import type { MessagePort } from "node:worker_threads";

/** The only place, with `engine/backend`, that knows in which runtime it runs. */
const inDeno = typeof Deno !== "undefined";
const { Bun: bun } = globalThis as { Bun?: BunRuntime };

/** What is asked of Bun itself. */
interface BunRuntime {
  readonly Transpiler: new (options: object) => { transformSync(text: string): string };
}

// `globalThis.process` is touched only where it is needed: in Deno, loading it or "node:process" takes 17 ms.

/** Runtimes that have the classes of threads and of shared memory, but not the things. */
const EDGE_AGENTS = ["Cloudflare-Workers", "SupabaseEdgeRuntime"];

let threadsStart: boolean | undefined;

/**
 * Whether threads can be started that share a memory with this one, and can be stopped. If not, everything runs on this thread
 * (the inline backend).
 */
export function canStartThreads(): boolean {
  // Without a Web Lock a busy thread of Deno's cannot be stopped.
  return threadsStart ??= (inDeno ? hasLocks() : builtin("node:worker_threads") !== undefined) &&
    !EDGE_AGENTS.some((agent) => globalThis.navigator?.userAgent?.includes(agent)) && canShareMemory();
}

/** Whether WebAssembly can be compiled, if at all, only while the program's modules are imported. */
export function compilesAtImport(): boolean {
  return globalThis.navigator?.userAgent === "Cloudflare-Workers";
}

function hasLocks(): boolean {
  return (globalThis.navigator as { locks?: unknown } | undefined)?.locks !== undefined;
}

function canShareMemory(): boolean {
  try {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return !((buffer as ArrayBufferLike) instanceof ArrayBuffer);
  } catch {
    return false;
  }
}

/** One of Node's modules, taken when it is needed; `undefined` where the runtime has none. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return (globalThis as { process?: { getBuiltinModule?(name: Name): Builtins[Name] | undefined } })
    .process?.getBuiltinModule?.(name);
}

interface Builtins {
  readonly "node:async_hooks": typeof import("node:async_hooks");
  readonly "node:fs": typeof import("node:fs");
  readonly "node:util": typeof import("node:util");
  readonly "node:worker_threads": typeof import("node:worker_threads");
}

/** What `AsyncLocalStorage` is used for here. */
export interface AsyncStorage<T> {
  getStore(): T | undefined;
  run<R>(store: T, fn: () => R): R;
}

/** A new one; `undefined` where the runtime has none. */
export function asyncStorage<T>(): AsyncStorage<T> | undefined {
  const Storage = (globalThis as { AsyncLocalStorage?: new () => AsyncStorage<T> }).AsyncLocalStorage ??
    builtin("node:async_hooks")?.AsyncLocalStorage as (new () => AsyncStorage<T>) | undefined;
  return Storage && new Storage();
}

/** A value as the console shows it. */
export function inspect(value: unknown): string {
  const util = builtin("node:util");
  if (util !== undefined) return util.inspect(value);
  return value instanceof Error ? value.stack ?? String(value) : String(value);
}

let bootedMain: string | undefined;

/** Tells a worker which module the program was started with: a worker's own runtime does not know it. */
export function setMainModule(url: string | undefined): void {
  bootedMain = url;
}

/** The URL of the module that the program was started with, the same on every thread; `undefined` where there is none. */
export function mainModule(): string | undefined {
  if (bootedMain !== undefined) return bootedMain;
  if (inDeno) return Deno.mainModule || undefined;
  const script = globalThis.process?.argv?.[1];
  return script ? globalThis.process.getBuiltinModule?.("node:url")?.pathToFileURL(script).href : undefined;
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
  const text = globalThis.process.getBuiltinModule("node:fs").readFileSync(new URL(url), "utf8");
  if (bun !== undefined) {
    // Bun prints the syntax tree of every module anew, with constants in place of their names.
    const loader = /\.[cm]?([jt]sx?)$/.exec(new URL(url).pathname)?.[1] ?? "js";
    const options = { loader, target: "bun", inline: true, deadCodeElimination: true };
    return new bun.Transpiler(options).transformSync(text);
  }
  if (!/\.[cm]?tsx?$/.test(new URL(url).pathname)) return text;
  // Deno prints the syntax tree anew, as "transform" does; Node blanks the types out.
  const mode = inDeno ? "transform" : "strip";
  return globalThis.process.getBuiltinModule("node:module").stripTypeScriptTypes(text, { mode });
}

/**
 * How many tasks the machine can run at once, at least 1. Python's `multiprocessing.cpu_count()`.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { cpuCount } from "../../mod.ts";
 *
 * assert(Number.isInteger(cpuCount()) && cpuCount() >= 1);
 * ```
 */
export function cpuCount(): number {
  return Math.max(1, globalThis.navigator?.hardwareConcurrency ?? 1);
}

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

/** Calls back from the event loop's next turn, as a timer does, without a timer's least delay where the runtime can. */
export const queueMacrotask: (callback: () => void) => void = typeof setImmediate === "function"
  ? (callback) => void setImmediate(callback)
  : (callback) => void setTimeout(callback, 0);

/** Finalizers, which are a backstop: some runtimes have none. */
export function finalizers<T>(
  callback: (held: T) => void,
): Pick<FinalizationRegistry<T>, "register" | "unregister"> {
  if (typeof FinalizationRegistry === "function") return new FinalizationRegistry(callback);
  return { register() {}, unregister: () => false };
}

/**
 * By what others can tell that a thread lives. In Deno the name of a Web Lock, which the thread holds: only a thread that holds one
 * is really stopped by `terminate()`. Elsewhere the end of a channel, which closes when the thread that has the other end dies.
 */
export type Lifeline = string | MessagePort;

/** Both ends of a new thread's lifeline. An end that is a port can be sent once. */
export function makeLifeline(): { held: Lifeline; watched: Lifeline } {
  if (inDeno) {
    const lock = `multicore ${crypto.randomUUID()}`;
    return { held: lock, watched: lock };
  }
  const { MessageChannel } = builtin("node:worker_threads")!;
  const { port1, port2 } = new MessageChannel();
  return { held: port1, watched: port2 };
}

/** What must be transferred, not copied, to send an end of a lifeline. */
export function portsOf(end: Lifeline): MessagePort[] {
  return typeof end === "string" ? [] : [end];
}

/** This thread's: a port that is collected closes. */
let ownLifeline: Lifeline;

/** Holds the lifeline for as long as this thread lives, and keeps its event loop going. Calls back once it is held. */
export function holdLifeline(end: Lifeline, callback: () => void): void {
  ownLifeline = end;
  if (typeof ownLifeline === "string") return holdLock(ownLifeline, callback);
  setInterval(() => {}, 2 ** 30);
  queueMacrotask(callback);
}

/** Calls back once the thread that holds the other end is dead. */
export function onLifelineLost(end: Lifeline, callback: () => void): void {
  if (typeof end === "string") return holdLock(end, callback);
  end.on("close", callback);
  // A port tells of its end only once it listens.
  end.start();
}

/** Takes a Web Lock, when nobody else has it, and keeps it for as long as this thread lives. Calls back once it has it. */
function holdLock(name: string, callback: () => void): void {
  const { locks } = navigator as unknown as {
    locks: { request(name: string, granted: () => Promise<never>): Promise<never> };
  };
  locks.request(name, () => {
    callback();
    return new Promise<never>(() => {});
  });
}

/** MiB that this thread's JavaScript heap may grow to; Infinity where the runtime sets no limit. */
export function heapLimit(): number {
  // What Bun says is how large the heap is.
  if (bun !== undefined) return Infinity;
  const { heap_size_limit } = globalThis.process.getBuiltinModule("node:v8").getHeapStatistics();
  return Math.floor(heap_size_limit / 2 ** 20);
}

/** Calls back with the exit code when this thread ends by itself, as far as the runtime tells: twice at worst. */
export function onExit(listener: (code: number) => void): void {
  globalThis.process?.on?.("exit", listener);
  // `Deno.exit()` tells of nothing else.
  if (inDeno) globalThis.addEventListener("unload", () => listener(Deno.exitCode));
}

/** Calls back with an error that nothing catches, before it ends this thread. */
export function onUncaughtError(listener: (error: unknown) => void): void {
  globalThis.process.on("uncaughtExceptionMonitor", listener);
}

/** Has a timer that is running not keep the program running. */
export function unrefTimer(timer: ReturnType<typeof setTimeout>): void {
  if (typeof timer === "object") (timer as { unref?(): void }).unref?.();
  else if (inDeno) Deno.unrefTimer(timer);
}

/** A number for a thread that is unique in this program, and on the main thread the program's own. */
export function threadPid(threadId: number): number {
  return ((inDeno ? Deno.pid : globalThis.process?.pid) ?? 1) + threadId;
}

/** Calls back when nothing keeps the program running any more; what the callback starts is still waited for. */
export function beforeProgramEnds(callback: () => void): void {
  if (inDeno) globalThis.addEventListener("beforeunload", callback);
  else globalThis.process?.on?.("beforeExit", callback);
}

/** The method that says how the console shows an object. */
export const customInspect: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;
