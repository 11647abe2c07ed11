import { KernelError } from "../errors/kernel_error.ts";
import { NUMBER_TYPES, type NumericType } from "../elements/element_types.ts";
import { KernelAbort, type KernelHost, kernelImports } from "../wasm/kernel_imports.ts";
import { type KernelSignature, readSignatures } from "../wasm/kernel_sections.ts";
import { fromWasm, toWasm } from "./kernel_arguments.ts";

/** An address in the data memory. */
type Address = number;
type WasmValue = number | bigint;
type WasmFunction = (...args: WasmValue[]) => WasmValue;

/**
 * One kernel module on this thread. Whatever a call allocates is dropped when it ends, and a call that fails leaves the
 * instance usable.
 */
export class KernelInstance {
  readonly #functions: Record<string, WasmFunction>;
  readonly #signatures: ReadonlyMap<string, KernelSignature>;
  readonly #reset: () => void;

  /** @throws {KernelError} If the module does not fit the host's memory, or its start function fails. */
  constructor(module: WebAssembly.Module, host: KernelHost) {
    this.#signatures = new Map(readSignatures(module).map((signature) => [signature.name, signature]));
    this.#functions = instantiate(module, host).exports as unknown as Record<string, WasmFunction>;
    this.#functions["__arena_mark"]!();
    this.#reset = this.#functions["__arena_reset"] as unknown as () => void;
  }

  /**
   * Runs a kernel on its arguments, `from` and `to` included where it has them.
   *
   * @throws {TypeError} If the arguments do not fit the parameters.
   * @throws {KernelError} If the kernel traps or aborts.
   */
  call(name: string, args: readonly unknown[]): WasmValue | void {
    const signature = this.#signature(name);
    const value = this.#call(name, name, toWasm(signature, args));
    if (signature.result !== "void") return fromWasm(signature.result, value);
  }

  /**
   * Applies a scalar kernel to the elements `from … to` of the array at `src`, and stores the results in the array at
   * `dst`, which may be the same. The parameters after the first are the `constants`.
   *
   * @throws {KernelError} If the kernel traps or aborts.
   */
  mapChunk(
    name: string,
    src: Address,
    dst: Address,
    from: number,
    to: number,
    constants: readonly WasmValue[] = [],
  ): void {
    const { params, result } = this.#signature(name);
    const source = elementAddress(src, params[0]!.type as NumericType, from);
    const target = elementAddress(dst, result as NumericType, from);
    this.#call(name, `__map_${name}`, [source, target, to - from, ...constants]);
  }

  /**
   * Applies a scalar kernel of several parameters to the elements `from … to` of as many arrays, and stores the results in
   * the array at `dst`.
   *
   * @throws {KernelError} If the kernel traps or aborts.
   */
  zipChunk(name: string, sources: readonly Address[], dst: Address, from: number, to: number): void {
    const { params, result } = this.#signature(name);
    if (params.length === 1) return this.mapChunk(name, sources[0]!, dst, from, to);
    const starts = params.map(({ type }, i) => elementAddress(sources[i]!, type as NumericType, from));
    const target = elementAddress(dst, result as NumericType, from);
    this.#call(name, `__zip_${name}`, [...starts, target, to - from]);
  }

  #signature(name: string): KernelSignature {
    const signature = this.#signatures.get(name);
    if (!signature) {
      throw new KernelError(
        `Cannot run the kernel as its module has ${[...this.#signatures.keys()]}: received "${name}"`,
      );
    }
    return signature;
  }

  #call(kernel: string, name: string, args: readonly WasmValue[]): WasmValue {
    try {
      return this.#functions[name]!(...args);
    } catch (error) {
      throw asKernelError(error, `Cannot finish the kernel "${kernel}"`);
    } finally {
      this.#reset();
    }
  }
}

function elementAddress(start: Address, type: NumericType, index: number): Address {
  return start + index * NUMBER_TYPES[type].bytes;
}

function instantiate(module: WebAssembly.Module, host: KernelHost): WebAssembly.Instance {
  const memory = host.memory();
  const env = { ...kernelImports(memory, host), memory };
  try {
    return new WebAssembly.Instance(module, { env });
  } catch (error) {
    throw asKernelError(error, "Cannot load the kernels");
  }
}

function asKernelError(error: unknown, problem: string): unknown {
  // V8 reports a stack overflow inside WebAssembly as a RangeError.
  const fault = error instanceof WebAssembly.RuntimeError || error instanceof RangeError ||
    error instanceof WebAssembly.LinkError;
  if (!fault) return error;
  const position = error instanceof KernelAbort ? error.position : undefined;
  const diagnostics = position ? [position] : [];
  return new KernelError(`${problem}: ${error.message}`, { cause: error, diagnostics });
}
