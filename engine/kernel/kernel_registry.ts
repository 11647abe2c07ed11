import type { KernelHost } from "../wasm/kernel_imports.ts";
import { KernelError } from "../errors/kernel_error.ts";
import { compileWasm, isModule, wasmBytes } from "../wasm/compile_wasm.ts";
import { staticArea } from "../memory/static_area.ts";
import { isolateState } from "../platform/copies.ts";
import { compilesAtImport } from "../platform/runtime.ts";
import { customSection } from "../wasm/module_reader.ts";
import { KernelInstance } from "./kernel_instance.ts";
import { placeModule, placeUnshared, RELOCATIONS_SECTION } from "../wasm/place_module.ts";
import { heldRecord, recordStart } from "../memory/records.ts";
import { thread } from "../memory/thread.ts";
import { shown } from "../options/shown.ts";

/** The kernel modules that this thread knows, by id: placed, compiled and instantiated once, all at first use. */
export class KernelRegistry {
  #host: KernelHost | undefined;
  /** Compiled ahead of their use, for an ordinary memory. */
  readonly #given = new Map<string, WebAssembly.Module>();
  readonly #sources = new Map<string, string | Uint8Array | WebAssembly.Module>();
  readonly #placed = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #modules = new Map<string, WebAssembly.Module>();
  readonly #instances = new Map<string, KernelInstance>();

  /** Whether it is said where this thread's kernels find their memory. */
  get hasHost(): boolean {
    return this.#host !== undefined;
  }

  /** Says where this thread's kernels find their memory. What was placed in another one's is placed anew. */
  setHost(host: KernelHost): void {
    this.#host = host;
    for (const made of [this.#placed, this.#modules, this.#instances]) made.clear();
  }

  /**
   * Makes a module known: in base64 or as bytes, as it was built or as another thread placed it; or compiled. An id that is
   * known stays as it is.
   */
  add(id: string, source: string | Uint8Array | WebAssembly.Module): void {
    if (this.has(id)) return;
    this.#sources.set(id, source);
    if (typeof source === "string" && compilesAtImport()) this.#compileAhead(id, wasmBytes(source));
  }

  /** Gives a module, compiled for an ordinary memory, with its static data placed. It is used there for what `add` adds. */
  addCompiled(id: string, module: WebAssembly.Module): void {
    this.#given.set(id, module);
  }

  /** Whether the module was given, or compiled ahead. */
  hasCompiled(id: string): boolean {
    return this.#given.has(id);
  }

  /** Whether the module is known. */
  has(id: string): boolean {
    return this.#sources.has(id);
  }

  /**
   * The module's bytes, placed in the memory of this thread's kernels. Threads on one memory may share them, and with them
   * the static data.
   *
   * @throws {KernelError} If they are not known, or there is no host, or no memory for the static data.
   */
  bytes(id: string): Uint8Array<ArrayBuffer> {
    let placed = this.#placed.get(id);
    if (placed === undefined) {
      const source = this.#source(id);
      if (isModule(source)) {
        throw new KernelError(
          "Cannot send the kernels to another thread as they were given compiled, not as bytes",
        );
      }
      this.#placed.set(id, placed = placeModule(wasmBytes(source), this.#hostOf()));
    }
    return placed;
  }

  /** The compiled module. @throws {KernelError} If it is not known, or cannot be placed. */
  module(id: string): WebAssembly.Module {
    let module = this.#modules.get(id);
    if (module === undefined) {
      const source = this.#givenFor(id) ?? this.#source(id);
      module = isModule(source) ? source : compileWasm(this.bytes(id), "the kernels");
      if (customSection(module, RELOCATIONS_SECTION)) {
        throw new KernelError(
          "Cannot place the static data of kernels that were given compiled, not as bytes",
        );
      }
      this.#modules.set(id, module);
    }
    return module;
  }

  /** The module on this thread. @throws {KernelError} If it is not known, or there is no host, or it does not load. */
  instance(id: string): KernelInstance {
    let instance = this.#instances.get(id);
    if (instance === undefined) {
      this.#instances.set(id, instance = new KernelInstance(this.module(id), this.#hostOf()));
    }
    return instance;
  }

  /** Compiles what is imported, where the runtime does so at no other time. */
  #compileAhead(id: string, bytes: Uint8Array): void {
    if (staticArea.isSealed) return;
    const { placed, extent } = placeUnshared(bytes, staticArea.end);
    try {
      this.#given.set(id, new WebAssembly.Module(placed));
    } catch {
      return; // The first use says so, unless the module is given.
    }
    if (extent) staticArea.claim(extent);
  }

  #givenFor(id: string): WebAssembly.Module | undefined {
    return this.#host && this.#host.memory().buffer instanceof ArrayBuffer ? this.#given.get(id) : undefined;
  }

  #source(id: string): string | Uint8Array | WebAssembly.Module {
    const source = this.#sources.get(id);
    if (source === undefined) throw new KernelError(`Cannot find the kernel module: received "${shown(id)}"`);
    return source;
  }

  #hostOf(): KernelHost {
    if (this.#host) return this.#host;
    throw new KernelError("Cannot load the kernels as this thread has no memory for them");
  }
}

/** This thread's holds of its kernels' blocks, by their addresses. They go with the thread, if not before. */
const arenaHolds = new Map<number, number>();

function takeArena(bytes: number): number {
  const hold = thread().core.alloc(bytes);
  if (hold < 0) return 0;
  const address = recordStart(heldRecord(hold));
  arenaHolds.set(address, hold);
  return address;
}

function giveArena(address: number): void {
  const hold = arenaHolds.get(address);
  if (hold === undefined) return;
  arenaHolds.delete(address);
  thread().core.release(hold);
}

/** This thread's registry. */
export const kernelRegistry: KernelRegistry = isolateState("kernels", () => new KernelRegistry());

// Kernels that are called directly, or by a worker, work on the engine's memory. A second copy of this module, in a worker
// that imports the library, finds the first one's host.
if (!kernelRegistry.hasHost) {
  kernelRegistry.setHost({
    memory: () => thread().data,
    arenaMore: takeArena,
    arenaLess: giveArena,
  });
}

/** The bytes of a kernel's module, for the threads that are to run it. Throws what {@linkcode KernelRegistry.bytes} does. */
export function kernelBytes(module: string): Uint8Array {
  return kernelRegistry.bytes(module);
}
