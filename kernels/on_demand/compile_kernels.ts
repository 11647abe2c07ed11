import { readFile } from "node:fs/promises";
import { defineKernelsOf } from "../../engine/kernel/define_kernels.ts";
import type { Kernel } from "../../engine/kernel/kernel.ts";
import { checkOptions } from "../../engine/options/check_options.ts";
import { collectSources, type Sources } from "../compiler/collect_sources.ts";
import { needingCompiler } from "../compiler/needing_compiler.ts";
import type { CheckOptions } from "../compiler/compile_module.ts";
import { cacheKey, readCache, writeCache } from "./disk_cache.ts";
import { thread } from "../../engine/memory/thread.ts";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { canReadEnv } from "../../engine/platform/environment.ts";
import { canRead, urlBeside } from "../../engine/platform/modules.ts";
import { Pool } from "../../mod.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";

/** How kernels are compiled at run time. */
export interface CompileKernelsOptions {
  /** Checks the indices of slices and arrays, and keeps the names of functions: loops run two to three times slower. */
  readonly debug?: boolean | undefined;
  /**
   * Checks the indices of slices and arrays, as `debug` does, in a build that is optimised. What is reached by `load`,
   * `store` and `dataStart` is not checked.
   */
  readonly checked?: boolean | undefined;
  /** Whether compiled kernels are kept on disk, where that is permitted; by default they are. */
  readonly cache?: boolean | undefined;
}

/** The name that a source without a file has in messages. */
const UNNAMED = "kernels.as.ts";

const compiled = new Map<string, Promise<Record<string, Kernel>>>();

/**
 * Compiles AssemblyScript into kernels: a source text, or the URL of a file, which may import others. The compiler runs on a
 * thread of its own, unless the library lies in files that a worker may not read. What was compiled before, by this program
 * or an earlier one, is not compiled again; between programs it is kept in the user's cache folder, where permissions to
 * read and write it, and `HOME` or its like, are granted.
 *
 * The types of the kernels are what the caller says they are; calls check their arguments anyhow.
 *
 * @throws {KernelError} If the source cannot be read or does not compile: the message has file, line and column.
 *
 * @example
 * ```ts
 * import { KernelError, Pool, type ScalarKernel } from "../../mod.ts";
 * import { compileKernels } from "../../compile.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const { half } = await compileKernels<{ half: ScalarKernel<[x: "f64"], "f64"> }>(
 *   "export function half(x: f64): f64 { return x / 2; }",
 * );
 * await using pool = new Pool(2);
 * assertEquals(await pool.map(half, [1, 2, 3]), [0.5, 1, 1.5]);
 *
 * const { at } = await compileKernels(
 *   'import { Slice } from "multicore"; export function at(xs: Slice<f64>, i: i32): f64 { return xs[i]; }',
 *   { checked: true },
 * );
 * assertThrows(() => at(Float64Array.of(7), 1), KernelError, "Cannot access 'xs' as its length is 1");
 * ```
 */
// deno-lint-ignore no-explicit-any -- without types given, kernels of any kind, to be called in any way
export async function compileKernels<Kernels extends object = Record<string, any>>(
  source: string | URL,
  options: CompileKernelsOptions = {},
): Promise<Kernels> {
  const doing = "compile kernels";
  checkOptions(options, ["debug", "checked", "cache"], doing);
  if (typeof source !== "string" && !(source instanceof URL)) {
    throw new TypeError(`Cannot ${doing} as the source must be a text or a URL: received ${String(source)}`);
  }
  const { debug = false, checked = false, cache = true } = options;
  const checks = { debug, checked };
  const sources: Sources = typeof source === "string"
    ? { [UNNAMED]: source }
    : await collectSources(source, readText);
  const key = await cacheKey(sources, checks);
  let kernels = compiled.get(key);
  if (kernels === undefined) {
    kernels = loadOrCompile(key, sources, checks, cache);
    compiled.set(key, kernels);
    kernels.catch(() => compiled.delete(key)); // the next call tries again
  }
  return await kernels as Kernels;
}

async function loadOrCompile(
  key: string,
  sources: Sources,
  checks: CheckOptions,
  cache: boolean,
): Promise<Record<string, Kernel>> {
  let wasm = cache ? await readCache(key) : undefined;
  if (wasm === undefined) {
    wasm = await needingCompiler(() => compileElsewhere(sources, Object.keys(sources)[0]!, checks));
    if (cache) await writeCache(key, wasm);
  }
  return defineKernelsOf(wasm);
}

async function readText(url: URL): Promise<string> {
  if (url.protocol === "file:") return await readFile(url, "utf8");
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return await response.text();
}

/** The module that compiles, beside this one: in the npm package it has another ending. */
const COMPILE_TASK = "./compile_task.ts";

const tasks = importTasks<typeof import("./compile_task.ts")>(urlBeside(import.meta.url, COMPILE_TASK));

/** The root of the library's files. */
const LIBRARY = urlBeside(import.meta.url, "../../");

let compiler: Pool | undefined;
let pending = 0;

/**
 * Compiles kernels on a thread that is there for this, and ends once nothing is left to compile; on this thread where a
 * worker could not import the compiler.
 */
export async function compileElsewhere(
  sources: Sources,
  entry: string,
  checks: CheckOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  // Importing asc asks for this variable.
  if (!canReadEnv("CI")) {
    throw new KernelError(
      "Cannot compile kernels without access to the environment variable CI: run with --allow-env=CI",
    );
  }
  if (thread().slot !== 0 || !canRead(LIBRARY)) {
    const { compileTask } = await import("./compile_task.ts");
    return await compileTask(sources, entry, checks);
  }
  pending++;
  compiler ??= new Pool(1);
  try {
    return await compiler.run(tasks.compileTask, sources, entry, checks);
  } finally {
    if (--pending === 0) {
      const idle = compiler;
      compiler = undefined;
      await idle.terminate();
    }
  }
}
