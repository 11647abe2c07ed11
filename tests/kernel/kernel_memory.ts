import type { KernelHost } from "../../engine/wasm/kernel_imports.ts";
import type { KernelArray } from "../../engine/kernel/kernel.ts";

const ARRAYS = {
  u8: Uint8Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
type Arrays = typeof ARRAYS;

/** Below lies the static data of one module as it was built. */
export const ARRAYS_START = 131072;

/** A small shared memory for one test: arrays from below, arena chunks from above. */
export class KernelMemory implements KernelHost {
  readonly #memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
  #next = ARRAYS_START;
  #end = this.#memory.buffer.byteLength;

  memory(): WebAssembly.Memory {
    return this.#memory;
  }

  arenaMore(bytes: number): number {
    const start = (this.#end - bytes) & ~15;
    return start < this.#next ? 0 : this.#end = start;
  }

  /** An array in the memory with these elements; `misalign` elements lie before it. */
  array<Code extends keyof Arrays>(
    typeCode: Code,
    elements: ArrayLike<number>,
    misalign = 0,
  ): KernelArray<Code> & { readonly view: InstanceType<Arrays[Code]> } {
    const ArrayType = ARRAYS[typeCode];
    const byteOffset = ((this.#next + 15) & ~15) + misalign * ArrayType.BYTES_PER_ELEMENT;
    this.#next = byteOffset + elements.length * ArrayType.BYTES_PER_ELEMENT;
    const view = new ArrayType(this.#memory.buffer as ArrayBuffer, byteOffset, elements.length);
    view.set(elements);
    return {
      byteOffset,
      length: elements.length,
      typeCode: typeCode as KernelArray<Code>["typeCode"],
      view: view as InstanceType<Arrays[Code]>,
    };
  }
}
