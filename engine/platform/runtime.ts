import type { DenoRuntime } from "./deno_types.ts";

declare const Deno: DenoRuntime;

/** Whether this is Deno. */
export const inDeno: boolean = typeof Deno !== "undefined";
/** Bun, if this is Bun. */
export const bun: BunRuntime | undefined = (globalThis as { Bun?: BunRuntime }).Bun;

/** The part of Bun that this library uses. */
interface BunRuntime {
  readonly Transpiler: new (options: object) => { transformSync(text: string): string };
  gc(synchronous: boolean): void;
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
    !isAtEdge() && canShareMemory();
}

/** Whether this is a runtime that only looks as if it had threads. */
export function isAtEdge(): boolean {
  return EDGE_AGENTS.some((agent) => globalThis.navigator?.userAgent?.includes(agent));
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

/**
 * What a function of the runtime's returns; `undefined` where it throws. Some runtimes have names of Node's that throw as soon as
 * they are called, so that only trying tells what there is.
 */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

/** One of Node's modules, taken when it is needed; `undefined` where the runtime has none. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  return attempt(() =>
    (globalThis as { process?: { getBuiltinModule?(name: Name): Builtins[Name] | undefined } })
      .process?.getBuiltinModule?.(name)
  );
}

interface Builtins {
  readonly "node:async_hooks": typeof import("node:async_hooks");
  readonly "node:fs": typeof import("node:fs");
  readonly "node:inspector": typeof import("node:inspector");
  readonly "node:module": typeof import("node:module");
  readonly "node:url": typeof import("node:url");
  readonly "node:v8": typeof import("node:v8");
  readonly "node:util": typeof import("node:util");
  readonly "node:vm": typeof import("node:vm");
  readonly "node:worker_threads": typeof import("node:worker_threads");
}

/** The part of `AsyncLocalStorage` that this library uses. */
export interface AsyncStorage<T> {
  getStore(): T | undefined;
  run<R>(store: T, fn: () => R): R;
}

/** A new store that follows asynchronous calls; `undefined` where the runtime has none. */
export function asyncStorage<T>(): AsyncStorage<T> | undefined {
  const Storage = (globalThis as { AsyncLocalStorage?: new () => AsyncStorage<T> }).AsyncLocalStorage ??
    builtin("node:async_hooks")?.AsyncLocalStorage as (new () => AsyncStorage<T>) | undefined;
  return Storage && new Storage();
}

let util: typeof import("node:util") | undefined;

/**
 * The module `node:util` where the runtime has it: it tells what the language itself does not. It is loaded when it is first
 * needed, because on Deno's main thread that takes 25 ms.
 */
export function nodeUtil(): typeof util {
  return util ??= builtin("node:util");
}

/** The runtime's own classes of errors, by their names. */
export function runtimeErrors(): Readonly<Record<string, new (message: string) => Error>> {
  return inDeno ? Deno.errors : {};
}

/** A value as the console shows it. */
export function inspect(value: unknown): string {
  return nodeUtil()?.inspect(value) ??
    (value instanceof Error ? value.stack ?? String(value) : String(value));
}

let quota: () => number = () => Infinity;

/** Says what finds how many CPUs' worth of time this process may use, where the runtime does not count that itself. */
export function setCpuQuota(find: () => number): void {
  quota = find;
}

/**
 * How many tasks this program can run at once, at least 1: the CPUs that it may run on, or what a container grants it of them.
 * Python's `multiprocessing.cpu_count()`.
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
  return Math.max(1, Math.floor(Math.min(globalThis.navigator?.hardwareConcurrency ?? 1, quota())));
}

/** How macrotasks are queued: known once the first has been. */
let schedule: ((callback: () => void) => void) | undefined;

/** Calls back from the event loop's next turn, as a timer does, without a timer's least delay where the runtime can. */
export function queueMacrotask(callback: () => void): void {
  if (schedule !== undefined) return schedule(callback);
  schedule = (callback) => void setImmediate(callback);
  try {
    schedule(callback);
  } catch {
    schedule = (callback) => void setTimeout(callback, 0);
    schedule(callback);
  }
}

/** A timer that does not keep the program running; cancelled by what is returned. */
export function setQuietTimeout(callback: () => void, milliseconds: number): () => void {
  const timer: unknown = setTimeout(callback, milliseconds);
  if (typeof timer === "number") (globalThis as { Deno?: typeof Deno }).Deno?.unrefTimer(timer);
  else (timer as { unref?(): void }).unref?.();
  return () => clearTimeout(timer as number);
}

/**
 * Has Node's V8 keep the check for an interruption in all loops: where it unrolls a loop it leaves it out, and a thread in such a loop
 * cannot be stopped. Does nothing where V8 unrolls none, or takes the flag when it starts alone, as in Deno.
 */
export function keepLoopsInterruptible(): void {
  const { process } = globalThis as { process?: { versions?: { v8?: string } } };
  const [major = 0] = (process?.versions?.v8 ?? "").split(".").map(Number);
  if (inDeno || bun !== undefined || major < 13) return;
  globalThis.process.getBuiltinModule("node:v8").setFlagsFromString("--no-turboshaft-loop-unrolling");
}

/** How a program is started so that V8 keeps the check for an interruption in all loops. */
export function interruptibleStart(): string {
  const flag = "--no-turboshaft-loop-unrolling";
  return inDeno ? `DENO_V8_FLAGS=${flag}` : flag;
}

/**
 * Has Node end the program although threads are busy: Node stops them and waits, for ever for one that cannot be stopped. A shell takes
 * the place of the program, threads and all, and ends with its code; where that is impossible a signal ends it.
 */
export function leaveThreadsAtExit(areBusy: () => boolean): void {
  if (inDeno || bun !== undefined) return;
  const process = globalThis.process as NodeProcess;
  const leave = (code: number): void => {
    if (!areBusy()) return;
    // Nothing comes after this.
    const listeners = process.rawListeners("exit");
    for (const listener of listeners.slice(listeners.indexOf(leave) + 1)) listener.call(process, code);
    // Node aborts where there is no such file.
    if (builtin("node:fs")!.existsSync("/bin/sh")) {
      attempt(() => process.execve?.("/bin/sh", ["sh", "-c", `exit ${code}`]));
    }
    process.kill(process.pid, "SIGKILL");
  };
  process.on("exit", leave);
}

/** The part of Node's process that types do not have everywhere. */
type NodeProcess = typeof globalThis.process & {
  execve?(file: string, args: readonly string[]): never;
};

/** Finalizers, which are a backstop: some runtimes have none. */
export function finalizers<T>(
  callback: (held: T) => void,
): Pick<FinalizationRegistry<T>, "register" | "unregister"> {
  if (typeof FinalizationRegistry === "function") return new FinalizationRegistry(callback);
  return { register() {}, unregister: () => false };
}

/** MiB that this thread's JavaScript heap may grow to; Infinity where the runtime sets no limit. */
export function heapLimit(): number {
  // What Bun says is how large the heap is.
  if (bun !== undefined) return Infinity;
  const { heap_size_limit } = builtin("node:v8")!.getHeapStatistics();
  return Math.floor(heap_size_limit / 2 ** 20);
}

/** Calls back with the exit code when this thread ends by itself, as far as the runtime tells: twice at worst. */
export function onExit(listener: (code: number) => void): void {
  attempt(() => globalThis.process?.on?.("exit", listener));
  // `Deno.exit()` tells of nothing else.
  if (inDeno) globalThis.addEventListener("unload", () => listener(Deno.exitCode));
}

/** The exit code that the code of this thread has asked for, with `Deno.exitCode` or `process.exitCode`; 0 if it has not. */
export function chosenExitCode(): number {
  return inDeno ? Deno.exitCode : Number(globalThis.process?.exitCode ?? 0);
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
  else attempt(() => globalThis.process?.on?.("beforeExit", callback));
}

/** The method that says how the console shows an object. */
export const customInspect: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;
