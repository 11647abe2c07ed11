import { type ElementAtomics, elementAtomics } from "../atomics/element.ts";
import { registerSharedType, type SharedObject, sharedState } from "../codec/shared_object.ts";
import { thread } from "../memory/thread.ts";
import {
  type ElementOf,
  type ElementType,
  elementType,
  type ElementView,
  type TypeCode,
} from "../memory/type_code.ts";
import type { AsyncOptions, BlockingOptions } from "../options/wait_options.ts";
import type { Lock } from "../sync/lock.ts";
import type { SharedState } from "../sync/revive.ts";
import type { RLock } from "../sync/rlock.ts";
import { inspected } from "./inspected.ts";
import { type BlockState, SharedBlock, type SharedOptions } from "./shared_block.ts";

interface ValueState extends BlockState {
  readonly typeCode: TypeCode;
}

/**
 * One number, or one character, in the shared memory (Python's `multiprocessing.Value`): sent to another thread, it is the
 * same number there.
 *
 * Type codes are Python's (`"i"`, `"d"`, …) and WebAssembly's (`"i32"`, `"f64"`, …); 64-bit integers are bigints. Integers
 * wrap as in Python.
 *
 * Reading and writing `value` is atomic and does not take the lock. `value += 1` is two steps, between which another
 * thread may write: use `add`, or hold the lock.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Value } from "./value.ts";
 *
 * using counter = new Value("i", 5);
 * counter.value += 10;
 * assertEquals(counter.add(1), 16);
 * {
 *   using _ = await counter.getLock().hold();
 *   counter.value *= 2;
 * }
 * assertEquals(counter.value, 32);
 * ```
 */
export class Value<Code extends TypeCode> implements Disposable, SharedObject {
  readonly #typeCode: Code;
  readonly #block: SharedBlock;
  readonly #type: ElementType;
  readonly #view: ElementView;
  readonly #atomics: ElementAtomics;

  /**
   * A value of that type, 0 if none is given.
   *
   * @throws {TypeError} If the type code is unknown, the type does not hold `value`, or an option is unknown.
   * @throws {OutOfMemoryError} If the shared memory is full.
   */
  constructor(typeCode: Code, value?: ElementOf<Code>, options?: SharedOptions);
  constructor(typeCode: Code, value?: ElementOf<Code> | SharedBlock, options?: SharedOptions) {
    const type = elementType(typeCode);
    const isRevived = value instanceof SharedBlock;
    const stored = isRevived || value === undefined ? undefined : type.toStored(value);
    this.#typeCode = typeCode;
    this.#block = isRevived ? value : SharedBlock.create(type.bytes, "a Value", options);
    this.#type = type;
    this.#view = type.view(thread().bytes.buffer, this.#block.handle.address, 1);
    this.#atomics = elementAtomics(this.#view);
    if (stored !== undefined) this.#atomics.store(this.#view, 0, stored);
  }

  /** The type code that it was created with. */
  get typeCode(): Code {
    return this.#typeCode;
  }

  /** The number, or the character. */
  get value(): ElementOf<Code> {
    this.#block.check();
    return this.#type.fromStored(this.#atomics.load(this.#view, 0)) as ElementOf<Code>;
  }

  set value(value: ElementOf<Code>) {
    this.#block.check();
    this.#atomics.store(this.#view, 0, this.#type.toStored(value));
  }

  /** Its address in the data memory, in bytes. */
  get byteOffset(): number {
    this.#block.check();
    return this.#block.handle.address;
  }

  /** Adds, as one step. Returns the sum. Throws a `TypeError` for a character. */
  add(amount: ElementOf<Code>): ElementOf<Code> {
    this.#block.check();
    if (this.#type.kind === "text") throw new TypeError("Cannot add to a Value that is a character");
    return this.#atomics.add(this.#view, 0, this.#type.toStored(amount)) as ElementOf<Code>;
  }

  /** Writes, as one step. Returns the value that was there. */
  exchange(value: ElementOf<Code>): ElementOf<Code> {
    this.#block.check();
    const found = this.#atomics.exchange(this.#view, 0, this.#type.toStored(value));
    return this.#type.fromStored(found) as ElementOf<Code>;
  }

  /** Writes `replacement` if the value is `expected`, as one step. Returns the value that was there. */
  compareExchange(expected: ElementOf<Code>, replacement: ElementOf<Code>): ElementOf<Code> {
    this.#block.check();
    const { toStored, fromStored } = this.#type;
    const found = this.#atomics.compareExchange(this.#view, 0, toStored(expected), toStored(replacement));
    return fromStored(found) as ElementOf<Code>;
  }

  /** Its lock, good for as long as this object. Throws a `TypeError` if it was created with `{ lock: false }`. */
  getLock(): Lock | RLock {
    return this.#block.lock as Lock | RLock;
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

  /** Lets go of it in this thread. It lives until every thread has. */
  [Symbol.dispose](): void {
    this.#block[Symbol.dispose]();
  }

  /** The value as text. */
  toString(): string {
    return String(this.value);
  }

  /** The value, for `JSON.stringify`. */
  toJSON(): ElementOf<Code> {
    return this.value;
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    this.#block.check();
    const state: ValueState = { ...this.#block.state, typeCode: this.#typeCode };
    return { type: "Value", refs: [this.#block.handle], state };
  }

  /** How the console shows it. */
  [inspected](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `Value("${this.#typeCode}", ${inspect(this.value, options)})`;
  }
}

registerSharedType("Value", ([ref], state, mode) => {
  const { typeCode, lock } = state as ValueState;
  const Revived = Value as new (typeCode: TypeCode, block: SharedBlock) => object;
  return new Revived(typeCode, SharedBlock.revive(ref!, { lock }, mode, "a Value"));
});
