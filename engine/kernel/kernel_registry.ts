import { KernelError } from "../errors/kernel_error.ts";
import { type KernelHost, KernelInstance } from "./kernel_instance.ts";

/** The kernel modules that this thread knows, by id: compiled once, instantiated once, both at first use. */
export class KernelRegistry {
  #host: KernelHost | undefined;
  readonly #bytes = new Map<string, string | Uint8Array<ArrayBuffer>>();
  readonly #modules = new Map<string, WebAssembly.Module>();
  readonly #instances = new Map<string, KernelInstance>();

  /** Says where this thread's kernels find their memory. Asked when a module is instantiated, not before. */
  setHost(host: KernelHost): void {
    this.#host = host;
  }

  /** Makes a module known: as base64, as bytes, or compiled by another thread. An id that is known stays as it is. */
  add(id: string, source: string | Uint8Array<ArrayBuffer> | WebAssembly.Module): void {
    if (this.has(id)) return;
    if (source instanceof WebAssembly.Module) this.#modules.set(id, source);
    else this.#bytes.set(id, source);
  }

  /** Whether the module is known. */
  has(id: string): boolean {
    return this.#bytes.has(id) || this.#modules.has(id);
  }

  /** The module's bytes. @throws {KernelError} If they are not known. */
  bytes(id: string): Uint8Array<ArrayBuffer> {
    const source = this.#bytes.get(id);
    if (source === undefined) {
      throw new KernelError(`Cannot find the bytes of the kernel module: received "${id}"`);
    }
    if (typeof source !== "string") return source;
    const bytes = Uint8Array.fromBase64(source);
    this.#bytes.set(id, bytes);
    return bytes;
  }

  /** The compiled module, which may be posted to other threads. @throws {KernelError} If it is not known. */
  module(id: string): WebAssembly.Module {
    let module = this.#modules.get(id);
    if (!module) this.#modules.set(id, module = new WebAssembly.Module(this.bytes(id)));
    return module;
  }

  /** The module on this thread. @throws {KernelError} If it is not known, or there is no host, or it does not load. */
  instance(id: string): KernelInstance {
    let instance = this.#instances.get(id);
    if (!instance) {
      if (!this.#host) throw new KernelError("Cannot load the kernels as this thread has no memory for them");
      this.#instances.set(id, instance = new KernelInstance(this.module(id), this.#host));
    }
    return instance;
  }
}

const KEY = Symbol.for("multicore.kernelRegistry");
const isolate = globalThis as { [KEY]?: KernelRegistry };

/** This thread's registry: one, even if this module is loaded twice, as in a worker whose engine is bundled. */
export const kernelRegistry: KernelRegistry = isolate[KEY] ??= new KernelRegistry();
