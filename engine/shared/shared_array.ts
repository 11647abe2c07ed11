import { type ArrayObject, makeAlike } from "../kernel/kernel.ts";
import { type SharedState, sharedState } from "../codec/shared_object.ts";
import type { NumericType } from "../elements/element_types.ts";
import type { AsyncOptions, BlockingOptions } from "../options/check_options.ts";
import type { Lock, RLock } from "../sync/lock.ts";
import { arrayBlock, blockState, registerBlockType } from "./typed_block.ts";
import type { ElementSources, ElementSpec } from "./element_spec.ts";
import { RawArray } from "./raw_array.ts";
import { SharedBlock, type SharedOptions } from "./shared_block.ts";

/**
 * An array of numbers, characters or structs in the shared memory (Python's `multiprocessing.Array`): sent to another thread,
 * it is the same array there, and kernels work on it with no copy.
 *
 * `array[i]` and `array[i] = x` check the index, and count from the end if it is negative, as in Python. That costs a few hundred
 * nanoseconds; a loop over many elements goes over `view`, a typed array. `array[i]` of structs is a record, whose fields read and
 * write the shared memory. None of this takes the lock.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SharedArray, struct } from "../../mod.ts";
 *
 * using numbers = new SharedArray("i", [1, 2, 3]);
 * numbers[0] = 100;
 * numbers[-1]! += 1;
 * assertEquals([...numbers], [100, 2, 4]);
 * assertEquals(numbers.slice(undefined, undefined, -1), [4, 2, 100]);
 *
 * using zeros = new SharedArray("d", 1000);
 * zeros.view.fill(0.5);
 * assertEquals(zeros.at(-1), 0.5);
 *
 * using points = new SharedArray(struct({ x: "f", y: "f" }), 100);
 * points[3]!.y = 0.5;
 * assertEquals(points[3]!.y, 0.5);
 * ```
 */
export class SharedArray<Spec extends ElementSpec> extends RawArray<Spec> {
  #raw: RawArray<Spec> | undefined;

  /**
   * An array of that type: of so many zeros, or of a copy of those elements.
   *
   * @throws {TypeError} If the type is unknown or does not hold an element, or an option is unknown.
   * @throws {RangeError} If the length is no integer of 0 or more.
   * @throws {OutOfMemoryError} If the shared memory has no room for it.
   */
  constructor(typeCode: Spec, source: number | ElementSources<Spec>, options?: SharedOptions);
  constructor(
    typeCode: Spec,
    source: number | ElementSources<Spec> | SharedBlock,
    options?: SharedOptions,
  ) {
    const block = source instanceof SharedBlock
      ? source
      : arrayBlock(typeCode, source, "a SharedArray", options);
    super(typeCode, block as never);
  }

  /** Its lock, good for as long as this object. Throws a `TypeError` if it was created with `{ lock: false }`. */
  getLock(): Lock | RLock {
    return this.block.lock as Lock | RLock;
  }

  /** The same array without the lock. It is disposed of with this object. */
  getObj(): RawArray<Spec> {
    this.block.check();
    return this.#raw ??= new RawArray(this.typeCode, this.block as never);
  }

  /** Acquires its lock: see `Lock.acquire`. */
  acquire(options?: AsyncOptions): Promise<boolean> {
    return this.getLock().acquire(options);
  }

  /** Acquires its lock and blocks the thread meanwhile. */
  acquireSync(options?: BlockingOptions): boolean {
    return this.getLock().acquireSync(options);
  }

  /** Releases its lock. */
  release(): void {
    this.getLock().release();
  }

  /**
   * An array of zeros, of the same class, for a kernel's results.
   *
   * @internal
   */
  override [makeAlike](typeCode: NumericType, length: number): ArrayObject {
    return new SharedArray(typeCode, length, { lock: false });
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  override [sharedState](): SharedState {
    return blockState("SharedArray", this.typeCode, this.block);
  }

  /** What the console calls it. */
  protected override inspectedName(): string {
    return "SharedArray";
  }
}

registerBlockType("SharedArray", SharedArray, "a SharedArray", 0);
