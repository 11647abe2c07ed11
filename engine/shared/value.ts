import { type SharedState, sharedState } from "../codec/shared_object.ts";
import type { AsyncOptions, BlockingOptions } from "../options/check_options.ts";
import type { Lock, RLock } from "../sync/lock.ts";
import { blockState, registerBlockType, valueBlock } from "./typed_block.ts";
import type { DirectFields, ElementSource, ElementSpec, SharedElement } from "./element_spec.ts";
import { PlainValue, RawValue } from "./raw_value.ts";
import { SharedBlock, type SharedOptions } from "./shared_block.ts";

/**
 * What every `Value` can do, whatever its type.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type LockedValue, Value } from "../../mod.ts";
 *
 * async function double(value: LockedValue<"i">): Promise<void> {
 *   using _ = await value.getLock().hold();
 *   value.value *= 2;
 * }
 * using value = new Value("i", 4);
 * await double(value);
 * assertEquals(value.value, 8);
 * ```
 */
export class LockedValue<Spec extends ElementSpec> extends PlainValue<Spec> {
  #raw: RawValue<Spec> | undefined;

  /** See `Value`. */
  constructor(typeCode: Spec, value?: ElementSource<Spec>, options?: SharedOptions);
  constructor(typeCode: Spec, value?: ElementSource<Spec> | SharedBlock, options?: SharedOptions) {
    const block = value instanceof SharedBlock ? value : valueBlock(typeCode, value, "a Value", options);
    super(typeCode, block as never);
  }

  /** Reads `value` (the `get` of Python's managed values). */
  get(): SharedElement<Spec> {
    return this.value;
  }

  /** Writes `value` (the `set` of Python's managed values). Throws a `TypeError` for what the type does not hold. */
  set(value: ElementSource<Spec>): void {
    this.value = value;
  }

  /** Its lock, good for as long as this object. Throws a `TypeError` if it was created with `{ lock: false }`. */
  getLock(): Lock | RLock {
    return this.block.lock as Lock | RLock;
  }

  /** The same value without the lock. It is disposed of with this object. */
  getObj(): RawValue<Spec> {
    this.block.check();
    return this.#raw ??= new RawValue(this.typeCode, this.block as never);
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
   * Travels by handle.
   *
   * @internal
   */
  override [sharedState](): SharedState {
    return blockState("Value", this.typeCode, this.block);
  }

  /** What the console calls it. */
  protected override inspectedName(): string {
    return "Value";
  }
}

/**
 * One number, one character or one struct in the shared memory (Python's `multiprocessing.Value`): sent to another thread, it
 * is the same one there.
 *
 * Type codes are Python's (`"i"`, `"d"`, …) and WebAssembly's (`"i32"`, `"f64"`, …); 64-bit integers are bigints. Integers
 * wrap as in Python. The fields of a struct are the value's own; a field that has the name of a method is found in `value`.
 *
 * Reading and writing `value` or a field is one step and does not take the lock. `value += 1` is two steps, between which another
 * thread may write: use `add`, or hold the lock.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { struct, Value } from "../../mod.ts";
 *
 * using counter = new Value("i", 5);
 * counter.value += 10;
 * assertEquals(counter.add(1), 16);
 * {
 *   using _ = await counter.getLock().hold();
 *   counter.value *= 2;
 * }
 * assertEquals(counter.value, 32);
 *
 * using point = new Value(struct({ x: "d", y: "d" }), { x: 1 });
 * point.y = point.x + 1;
 * assertEquals([point.x, point.y], [1, 2]);
 * ```
 */
export type Value<Spec extends ElementSpec> =
  & LockedValue<Spec>
  & DirectFields<Spec, keyof LockedValue<ElementSpec>>;

/** Makes `Value`s. */
export interface ValueConstructor {
  /**
   * A value of that type, 0 if none is given; fields of a struct that are not given are 0.
   *
   * @throws {TypeError} If the type is unknown or does not hold `value`, or an option is unknown.
   * @throws {OutOfMemoryError} If the shared memory is full.
   */
  new <Spec extends ElementSpec>(
    typeCode: Spec,
    value?: ElementSource<Spec>,
    options?: SharedOptions,
  ): Value<Spec>;
  /** What all values inherit. */
  readonly prototype: LockedValue<ElementSpec>;
}

/** See the type of this name. */
export const Value: ValueConstructor = LockedValue as unknown as ValueConstructor;

registerBlockType("Value", LockedValue, "a Value", 1);
