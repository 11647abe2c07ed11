import { elementAtomics } from "../atomics/element.ts";
import { registerSharedType, type SharedObject, sharedState } from "../codec/shared_object.ts";
import { thread } from "../memory/thread.ts";
import {
  type ElementOf,
  type ElementType,
  elementType,
  type ElementView,
  type TypeCode,
  type ViewOf,
} from "../memory/type_code.ts";
import type { Lock } from "../sync/lock.ts";
import type { SharedState } from "../sync/revive.ts";
import type { RLock } from "../sync/rlock.ts";
import { elementsOf } from "./elements_of.ts";
import { indexAccess } from "./index_access.ts";
import { inspected } from "./inspected.ts";
import { type BlockState, SharedBlock, type SharedOptions } from "./shared_block.ts";

interface ArrayState extends BlockState {
  readonly typeCode: TypeCode;
  readonly length: number;
}

const blocksOfViews = new WeakMap<ElementView, SharedBlock>();

/**
 * An array of numbers, or of characters, in the shared memory (Python's `multiprocessing.Array`): sent to another thread,
 * it is the same array there, and kernels work on it with no copy.
 *
 * `array[i]` and `array[i] = x` check the index, and count from the end if it is negative, as in Python. That costs a few hundred
 * nanoseconds; a loop over many elements goes over `view`, a typed array. None of this takes the lock.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SharedArray } from "./shared_array.ts";
 *
 * using numbers = new SharedArray("i", [1, 2, 3]);
 * numbers[0] = 100;
 * numbers[-1]! += 1;
 * assertEquals([...numbers], [100, 2, 4]);
 *
 * using zeros = new SharedArray("d", 1000);
 * zeros.view.fill(0.5);
 * assertEquals(zeros.at(-1), 0.5);
 * ```
 */
export class SharedArray<Code extends TypeCode>
  implements Disposable, Iterable<ElementOf<Code>>, SharedObject {
  /** The element at an index from `-length` to `length - 1`. */
  [index: number]: ElementOf<Code>;

  readonly #typeCode: Code;
  readonly #block: SharedBlock;
  readonly #type: ElementType;
  readonly #view: ElementView;

  /**
   * An array of that type: of so many zeros, or of a copy of those elements.
   *
   * @throws {TypeError} If the type code is unknown, the type does not hold an element, or an option is unknown.
   * @throws {RangeError} If the length is no integer of 0 or more.
   * @throws {OutOfMemoryError} If the shared memory has no room for it.
   */
  constructor(
    typeCode: Code,
    source: number | Iterable<ElementOf<Code>> | ArrayLike<ElementOf<Code>>,
    options?: SharedOptions,
  );
  constructor(
    typeCode: Code,
    source: number | Iterable<ElementOf<Code>> | ArrayLike<ElementOf<Code>> | SharedBlock,
    options?: SharedOptions | number,
  ) {
    const type = elementType(typeCode);
    this.#typeCode = typeCode;
    this.#type = type;
    if (source instanceof SharedBlock) {
      this.#block = source;
      this.#view = this.#viewOf(options as number);
      return;
    }
    const elements = typeof source === "number"
      ? undefined
      : elementsOf(source, type, "create a SharedArray");
    const length = elements?.length ?? source;
    if (!(Number.isInteger(length) && length as number >= 0)) {
      throw new RangeError(
        `Cannot create a SharedArray as its length must be an integer of 0 or more: received ${length}`,
      );
    }
    const bytes = length as number * type.bytes;
    this.#block = SharedBlock.create(bytes, "a SharedArray", options as SharedOptions | undefined);
    this.#view = this.#viewOf(length as number);
    if (elements !== undefined) this.#view.set(elements as never);
  }

  /** The type code that it was created with. */
  get typeCode(): Code {
    return this.#typeCode;
  }

  /** The number of elements. */
  get length(): number {
    return this.#live().length;
  }

  /**
   * The elements as a typed array over the shared memory: fast, with no conversion of characters and no check. It must not
   * be used once the array has been disposed of, when the memory may be another array's.
   */
  get view(): ViewOf<Code> {
    const view = this.#live();
    // While the view is in use, the garbage collector must not take the array's handle for abandoned.
    if (!blocksOfViews.has(view)) blocksOfViews.set(view, this.#block);
    return view as ViewOf<Code>;
  }

  /** The data memory, in which the array lies from `byteOffset` on. */
  get buffer(): SharedArrayBuffer {
    return this.#live().buffer;
  }

  /** The address of the first element in the data memory, in bytes. */
  get byteOffset(): number {
    return this.#live().byteOffset;
  }

  /** The element at an index, counted from the end if it is negative; `undefined` if there is none. */
  at(index: number): ElementOf<Code> | undefined {
    const stored = this.#live().at(index);
    return stored === undefined ? undefined : this.#type.fromStored(stored) as ElementOf<Code>;
  }

  /** A plain array of the elements from `start` to before `end`, which count from the end if they are negative. */
  slice(start?: number, end?: number): ElementOf<Code>[] {
    const part = this.#live().subarray(start, end) as Iterable<number>;
    // Without a function, Array.from copies many times faster.
    const isText = this.#type.kind === "text";
    return (isText ? Array.from(part, this.#type.fromStored) : Array.from(part)) as ElementOf<Code>[];
  }

  /** Writes `value` to every index from `start` to before `end`. */
  fill(value: ElementOf<Code>, start?: number, end?: number): this {
    this.#live().fill(this.#type.toStored(value) as never, start, end);
    return this;
  }

  /**
   * Copies elements to `offset` and on; all of them, or none if one is refused.
   *
   * @throws {RangeError} If there are more than fit.
   */
  set(source: Iterable<ElementOf<Code>> | ArrayLike<ElementOf<Code>>, offset: number = 0): void {
    const view = this.#live();
    const elements = elementsOf(source, this.#type, "write to a SharedArray");
    if (!(Number.isInteger(offset) && offset >= 0 && offset + elements.length <= view.length)) {
      throw new RangeError(
        `Cannot write ${elements.length} elements at index ${offset} of a SharedArray of length ${view.length}`,
      );
    }
    view.set(elements as never, offset);
  }

  /** The first index from `from` on with that element, -1 if there is none. */
  indexOf(element: ElementOf<Code>, from?: number): number {
    if (this.#type.kind === "text") return this.slice().indexOf(element, from);
    return this.#live().indexOf(element as never, from);
  }

  /** Whether an index from `from` on has that element. */
  includes(element: ElementOf<Code>, from?: number): boolean {
    if (this.#type.kind === "text") return this.slice().includes(element, from);
    return this.#live().includes(element as never, from);
  }

  /** Adds to the element at `index`, as one step. Returns the sum. */
  add(index: number, amount: ElementOf<Code>): ElementOf<Code> {
    if (this.#type.kind === "text") throw new TypeError("Cannot add to a SharedArray of characters");
    const [view, at] = [this.#live(), this.#index(index, "add to")];
    return elementAtomics(view).add(view, at, this.#type.toStored(amount)) as ElementOf<Code>;
  }

  /** Its lock, good for as long as this object. Throws a `TypeError` if it was created with `{ lock: false }`. */
  getLock(): Lock | RLock {
    return this.#block.lock as Lock | RLock;
  }

  /** The elements in order, each read when it is asked for. */
  *[Symbol.iterator](): IterableIterator<ElementOf<Code>> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  /** Lets go of the array in this thread. It lives until every thread has. */
  [Symbol.dispose](): void {
    this.#block[Symbol.dispose]();
  }

  /** The elements as text, with commas between them. */
  toString(): string {
    return this.slice().toString();
  }

  /** The elements, for `JSON.stringify`. */
  toJSON(): ElementOf<Code>[] {
    return this.slice();
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    const state: ArrayState = { ...this.#block.state, typeCode: this.#typeCode, length: this.length };
    return { type: "SharedArray", refs: [this.#block.handle], state };
  }

  /** How the console shows it. */
  [inspected](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `SharedArray("${this.#typeCode}") ${inspect(this.slice(0, 101), options)}`;
  }

  #viewOf(length: number): ElementView {
    return this.#type.view(thread().bytes.buffer, this.#block.handle.address, length);
  }

  #live(): ElementView {
    this.#block.check();
    return this.#view;
  }

  #index(index: number, doing: string): number {
    const { length } = this.#live();
    const at = index < 0 ? index + length : index;
    if (Number.isInteger(at) && at >= 0 && at < length) return at;
    throw new RangeError(`Cannot ${doing} index ${index} of a SharedArray of length ${length}`);
  }

  static {
    indexAccess(SharedArray.prototype, {
      get: (array, index) => array.#type.fromStored(array.#view[array.#index(index, "read")]!),
      set: (array, index, value) => {
        array.#view[array.#index(index, "write")] = array.#type.toStored(value) as never;
      },
    });
  }
}

registerSharedType("SharedArray", ([ref], state, mode) => {
  const { typeCode, length, lock } = state as ArrayState;
  const Revived = SharedArray as unknown as new (
    typeCode: TypeCode,
    block: SharedBlock,
    length: number,
  ) => object;
  return new Revived(typeCode, SharedBlock.revive(ref!, { lock }, mode, "a SharedArray"), length);
});
