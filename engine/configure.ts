import { type BackendName, checkBackendName } from "./backend/choose_backend.ts";
import { registerCompiledKernels } from "./kernel/register_compiled_kernels.ts";
import { configureMemory, configureThreads } from "./memory/thread.ts";
import { setUnreadErrors, type UnreadErrors } from "./exit/unread_errors.ts";
import { checkOptions, checkTimeout } from "./options/check_options.ts";
import { threadSettings } from "./options/thread_settings.ts";

/** Settings of the whole program. */
export interface Configuration {
  /**
   * Size of the shared memory, such as `"64MiB"` or a number of bytes, up to `"4GiB"`. Memory is committed as it is used, so a
   * large size costs nothing by itself.
   */
  readonly memory?: string | number | undefined;
  /**
   * Where pools' tasks and processes run: with `"inline"` there are no threads, as on a runtime that has none, and the memory is
   * not shared. By default in threads, where the runtime has them.
   */
  readonly backend?: BackendName | undefined;
  /**
   * Compiled modules, for runtimes that compile no WebAssembly: the engine's core, and those of the kernels that are used. The
   * command `build.ts --wasm` writes them. Where there are threads, they are not needed, and not used.
   */
  readonly kernels?: WebAssembly.Module | readonly WebAssembly.Module[] | undefined;
  /**
   * What becomes of the error of a call to a pool or an executor that nobody reads, and where the call was made: `"warn"`, the
   * default, writes it to the console once, and `"throw"` leaves it to the runtime, which ends the program. It applies to
   * this thread, and to those that start later. It can be set at any time.
   */
  readonly unhandled?: UnreadErrors | undefined;
  /**
   * Milliseconds after which a thread that was stopped, and is not gone, counts as one that cannot be stopped: 10,000 by default.
   * What waits for it rejects with a `ThreadUnstoppableError` then.
   */
  readonly unstoppableAfter?: number | undefined;
  /**
   * Whether V8's flags may be changed before the first thread starts: `true` by default. In Node, where V8 unrolls loops, that keeps it
   * from making loops that cannot be stopped.
   */
  readonly v8Flags?: boolean | undefined;
}

/**
 * Sets up the program before anything else of this library is used. The environment variables `MULTICORE_MEMORY` and
 * `MULTICORE_BACKEND` set the memory's size and the backend as well, if reading them is permitted.
 *
 * @throws {TypeError} If the shared memory is in use already, or an option is unknown, or the kernels were not built by multicore.
 * @throws {RangeError} If the size is none, or the milliseconds are.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { configure, SharedArray } from "../mod.ts";
 *
 * configure({ memory: "256MiB" });
 * using numbers = new SharedArray("f64", 10);
 * assertEquals(numbers.buffer.byteLength, 256 * 2 ** 20);
 * assertThrows(() => configure({ memory: "1GiB" }), TypeError, "in use");
 * ```
 */
export function configure(configuration: Configuration): void {
  const doing = "configure multicore";
  checkOptions(
    configuration,
    ["memory", "backend", "kernels", "unhandled", "unstoppableAfter", "v8Flags"],
    doing,
  );
  const { memory, backend, kernels, unhandled, unstoppableAfter, v8Flags } = configuration;
  checkBackendName(backend, doing);
  if (unhandled !== undefined && unhandled !== "warn" && unhandled !== "throw") {
    throw new TypeError(
      `Cannot ${doing} as 'unhandled' must be "warn" or "throw": received ${String(unhandled)}`,
    );
  }
  if (memory !== undefined) configureMemory(memory);
  if (backend !== undefined) configureThreads(backend === "thread");
  if (unstoppableAfter !== undefined) {
    threadSettings.unstoppableAfter = checkTimeout(unstoppableAfter, doing, "unstoppableAfter");
  }
  if (v8Flags !== undefined) {
    if (typeof v8Flags !== "boolean") {
      throw new TypeError(`Cannot ${doing} as 'v8Flags' must be a boolean: received ${String(v8Flags)}`);
    }
    threadSettings.changesV8Flags = v8Flags;
  }
  if (kernels !== undefined) registerCompiledKernels(kernels, doing);
  if (unhandled !== undefined) setUnreadErrors(unhandled);
}
