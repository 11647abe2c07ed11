import { KernelError } from "../errors/kernel_error.ts";
import { NUMBER_TYPES, type NumericType } from "../elements/element_types.ts";
import { KernelAbort, type KernelHost, kernelImports } from "../wasm/kernel_imports.ts";
import { type KernelSignature, readSignatures } from "../wasm/kernel_sections.ts";
import { UNMET_IMPORT } from "../wasm/requirements.ts";
import { unmetRequirement } from "./check_requirements.ts";
import { fromWasm, toWasm } from "./kernel_arguments.ts";
import { shown } from "../options/shown.ts";

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
  readonly #host: KernelHost;
  readonly #dropObjects: WasmFunction;

  /** @throws {KernelError} If the module does not fit the host's memory, or its start function fails. */
  constructor(module: WebAssembly.Module, host: KernelHost) {
    const signatures = readSignatures(module);
    this.#signatures = new Map(signatures.map((signature) => [signature.name, signature]));
    this.#functions = instantiate(module, host, signatures).exports as unknown as Record<
      string,
      WasmFunction
    >;
    this.#functions["__arena_mark"]!();
    this.#host = host;
    this.#dropObjects = this.#functions["__arena_reset"]!;
  }

  /**
   * Runs a kernel on its arguments, `from` and `to` included where it has them.
   *
   * @throws {TypeError} If the arguments do not fit the parameters.
   * @throws {KernelError} If an array is shorter than the kernel asks, or the kernel traps or aborts.
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
        `Cannot run the kernel as its module has ${[...this.#signatures.keys()]}: received "${shown(name)}"`,
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

  /** Drops what a call allocated, and gives back what is more than a small remainder. */
  #reset(): void {
    const hasGrown = this.#dropObjects();
    const spare = this.#functions["__arena_spare"];
    if (!hasGrown || !this.#host.arenaLess || !spare) return;
    for (let chunk = spare() as Address; chunk !== 0; chunk = spare() as Address) {
      this.#host.arenaLess(chunk >>> 0);
    }
  }
}

function elementAddress(start: Address, type: NumericType, index: number): Address {
  return start + index * NUMBER_TYPES[type].bytes;
}

function instantiate(
  module: WebAssembly.Module,
  host: KernelHost,
  signatures: readonly KernelSignature[],
): WebAssembly.Instance {
  const memory = host.memory();
  const unmet = (kernel: number, param: number, least: number, received: number) => {
    throw unmetRequirement(signatures[kernel]!, param, least, received);
  };
  const env = { ...kernelImports(memory, host), memory, [UNMET_IMPORT]: unmet };
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
