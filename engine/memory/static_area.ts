import type { Extent } from "../wasm/kernel_sections.ts";
import { isolateState } from "../platform/copies.ts";
import { BLOCK_ALIGNMENT, HEAP_START } from "../core/layout.ts";

/**
 * The part of the data memory below the heap: static data of kernels whose place was chosen before there was a memory, when
 * they were built or when they were imported.
 */
export class StaticArea {
  readonly #taken: Extent[] = [];
  #isSealed = false;

  /** Whether nothing can be added any more, as there is a memory. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  /** The first address above all that is taken. */
  get end(): number {
    const end = Math.max(HEAP_START, ...this.#taken.map(({ end }) => end));
    return Math.ceil(end / BLOCK_ALIGNMENT) * BLOCK_ALIGNMENT;
  }

  /** Takes an extent; false, and nothing is taken, if part of it was taken before. */
  claim({ start, end }: Extent): boolean {
    if (start < HEAP_START || this.#taken.some((other) => start < other.end && other.start < end)) {
      return false;
    }
    this.#taken.push({ start, end });
    return true;
  }

  /** Ends it. Returns where the heap begins. */
  seal(): number {
    this.#isSealed = true;
    return this.end;
  }
}

/** The program's own: one, as the memory is. */
export const staticArea: StaticArea = isolateState("static area", () => new StaticArea());
