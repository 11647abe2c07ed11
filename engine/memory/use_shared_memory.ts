/**
 * Importing this lets threads share the memory: without it a program has one thread, and an ordinary memory.
 *
 * @module
 */
import { CORE_WASM } from "../../kernels/generated/core.ts";
import { canStartThreads } from "../platform.ts";
import { setSharedCore } from "./thread.ts";

setSharedCore(() =>
  canStartThreads()
    ? new WebAssembly.Module(Uint8Array.from(atob(CORE_WASM), (character) => character.charCodeAt(0)))
    : undefined
);
