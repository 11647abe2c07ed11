/**
 * Importing this lets threads share the memory: without it a program has one thread, and an ordinary memory. It also lets the
 * environment say how large the memory is, and whether there are threads.
 *
 * @module
 */
import { ProcessError } from "../errors/process_error.ts";
import { CORE_WASM } from "../core/generated/core.ts";
import { cpuQuota } from "../platform/cgroup.ts";
import { envVariable } from "../platform/environment.ts";
import { tooOld } from "../platform/required_version.ts";
import { canStartThreads, setCpuQuota } from "../platform/runtime.ts";
import { compileWasm } from "../wasm/compile_wasm.ts";
import { memorySize } from "./memory_size.ts";
import { setEnvironmentSize, setSharedCore } from "./thread.ts";
import "./handle_roll.ts";

let quota: number | undefined;

setSharedCore((isAskedFor) => {
  if (!isAskedFor && !areWanted()) return undefined;
  const problem = tooOld();
  if (problem !== undefined) {
    throw new ProcessError(
      `Cannot start threads as ${problem}; without threads there is the backend "inline"`,
    );
  }
  return canStartThreads() ? compileWasm(CORE_WASM, "the engine's core") : undefined;
});

// Deno and Bun count it themselves.
setCpuQuota(() => quota ??= cpuQuota());

setEnvironmentSize(() => {
  const size = envVariable("MULTICORE_MEMORY");
  return size ? memorySize(size) : undefined;
});

/** What the environment says. */
function areWanted(): boolean {
  const backend = envVariable("MULTICORE_BACKEND");
  if (!backend || backend === "thread" || backend === "inline") return backend !== "inline";
  throw new TypeError(
    `Cannot start as 'MULTICORE_BACKEND' must be "thread" or "inline": received ${backend}`,
  );
}
