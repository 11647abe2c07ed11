/**
 * Importing this lets threads share the memory: without it a program has one thread, and an ordinary memory. It also lets the
 * environment say how large the memory is, and whether there are threads.
 *
 * @module
 */
import { CORE_WASM } from "../core/generated/core.ts";
import { envVariable } from "../platform/environment.ts";
import { canStartThreads } from "../platform/runtime.ts";
import { compileWasm } from "../wasm/compile_wasm.ts";
import { memorySize } from "./memory_size.ts";
import { setEnvironmentSize, setSharedCore } from "./thread.ts";
import "./handle_roll.ts";

setSharedCore((isAskedFor) =>
  (isAskedFor || areWanted()) && canStartThreads() ? compileWasm(CORE_WASM, "the engine's core") : undefined
);

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
