import {
  registerSharedType,
  type SharedObject,
  type SharedState,
  sharedState,
} from "../codec/shared_object.ts";
import { checkOptions } from "../options/check_options.ts";
import { checkedIndex, defineIndexAccess } from "./indexing.ts";
import { customInspect, inspect } from "../platform/runtime.ts";
import { formatOf, type Kind, packValue, type Shareable, unpackValue } from "./shareable_value.ts";
import { createNamedBlock, SharedMemory } from "./shared_memory.ts";
import { shown } from "../options/shown.ts";

/** Options of a `ShareableList`. */
export interface ShareableListOptions {
  /** The name of the memory: of a list to attach to, or for a new one, which gets a name of its own if this is left out. */
  readonly name?: string | undefined;
  /** Bytes of room in every slot of a new list, at the least: for longer values to come. Default 8. */
  readonly slotBytes?: number | undefined;
}

//  ╒═ shareable list, all but the values u32 ═══════════════════════════════════════════════════╕
//  │ magic │ length │ (2 unused) │ slots: start, room, kind and bytes, unused │ values, 8-aligned │
//  └───────┴────────┴────────────┴────────────────────────────────────────────┴────────────────────┘
// A slot's value lies `start` bytes into the memory. Its third word is kind << 28 | bytes that are used.
const MAGIC = 0x74736c6d;
const LENGTH = 1;
const SLOTS = 4;
const SLOT_WORDS = 4;
const SLOT_START = 0;
const SLOT_ROOM = 1;
const SLOT_VALUE = 2;
const KIND_SHIFT = 28;
const MAX_VALUE_BYTES = 2 ** KIND_SHIFT - 1;

/**
 * A list of numbers, bigints, booleans, strings, `Uint8Array`s and nulls in named shared memory (Python's
 * `shared_memory.ShareableList`). Its length is fixed; its values may change, also their types.
 *
 * Each value has a slot, 8 bytes or as many as the first value needs; a longer one is refused, and nothing of its neighbours
 * harmed. Better than in Python: sizes are those of the bytes that are stored, and lengths are kept, so no string loses
 * its end, nor bytes their zeroes. As in Python, nothing guards it: use a lock if one thread writes what others read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ShareableList } from "../../mod.ts";
 *
 * using list = new ShareableList(["héllo\0", 5, true, null, 2n ** 40n]);
 * list[1] = 1.5;
 * list[-1] = "short";
 * using same = new ShareableList(undefined, { name: list.shm.name });
 * assertEquals([...same], ["héllo\0", 1.5, true, null, "short"]);
 * assertEquals([same.count(null), same.indexOf(true), same.format], [1, 2, "8sdxxxxxxx?xxxxxx?x8s"]);
 * ```
 */
export class ShareableList<T = Shareable> implements Disposable, Iterable<T>, SharedObject {
  /** The value at an index from `-length` to `length - 1`. */
  [index: number]: T;

  readonly #shm: SharedMemory;
  readonly #entries: Uint32Array<SharedArrayBuffer>;

  /**
   * A list of copies of these values, an empty one if they are left out; if there is a name instead, the list of that name.
   *
   * @throws {TypeError} If a value or an option is of another type, or the memory of that name holds no list.
   * @throws {RangeError} If a bigint has more than 64 bits or a value more than 256 MiB.
   * @throws {FileExistsError} If the name is taken.
   * @throws {FileNotFoundError} If nothing has the name.
   * @throws {OutOfMemoryError} If the shared memory has no room for it.
   */
  constructor(
    values?: Iterable<T> & ([T] extends [Shareable] ? unknown : never),
    options?: ShareableListOptions,
  );
  constructor(values?: Iterable<unknown> | SharedMemory, options?: ShareableListOptions) {
    this.#shm = values instanceof SharedMemory ? values : openList(values, options);
    const { buf } = this.#shm;
    this.#entries = new Uint32Array(buf.buffer, buf.byteOffset, buf.byteLength >> 2);
  }

  /** The memory that it lies in, to be closed and unlinked. */
  get shm(): SharedMemory {
    return this.#shm;
  }

  /** The number of values. */
  get length(): number {
    return this.#live()[LENGTH]!;
  }

  /** The slots as Python's `struct` module writes them: `q` bigint or whole number, `d` any other, `xxxxxxx?` boolean, `8s` text or bytes, `xxxxxx?x` null. */
  get format(): string {
    return Array.from({ length: this.length }, (_, index) => {
      return formatOf(this.#get(index) as Shareable, this.#slot(index).room);
    }).join("");
  }

  /** The value at an index, counted from the end if it is negative; `undefined` if there is none. */
  at(index: number): T | undefined {
    const at = index < 0 ? index + this.length : index;
    return at >= 0 && at < this.length ? this.#get(Math.trunc(at)) : undefined;
  }

  /** How often a value is in it. `Uint8Array`s are compared byte by byte. */
  count(value: T): number {
    let count = 0;
    for (const each of this) if (isSame(each, value)) count++;
    return count;
  }

  /** The first index with that value, -1 if there is none. */
  indexOf(value: T): number {
    let index = 0;
    for (const each of this) {
      if (isSame(each, value)) return index;
      index++;
    }
    return -1;
  }

  /** Whether it has that value. */
  includes(value: T): boolean {
    return this.indexOf(value) !== -1;
  }

  /** The values in order, each read when it is asked for. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.length; index++) yield this.#get(index);
  }

  /** Closes its memory, and unlinks it if this object created it: see `SharedMemory`. */
  [Symbol.dispose](): void {
    this.#shm[Symbol.dispose]();
  }

  /** The values, for `JSON.stringify`. */
  toJSON(): T[] {
    return [...this];
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    return { type: "ShareableList", refs: [], state: this.#shm };
  }

  /** Its values and its name, as Python shows them. */
  toString(): string {
    return `ShareableList(${inspect([...this])}, name=${inspect(this.#shm.name)})`;
  }

  /** How the console shows it. */
  [customInspect](
    _depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return `ShareableList ${inspect([...this], options)}`;
  }

  #live(): Uint32Array {
    this.#shm.buf;
    return this.#entries;
  }

  #slot(index: number): { at: number; start: number; room: number; kind: Kind; used: number } {
    const entries = this.#live();
    const at = SLOTS + index * SLOT_WORDS;
    const [start, room, value] = [
      entries[at + SLOT_START]!,
      entries[at + SLOT_ROOM]!,
      entries[at + SLOT_VALUE]!,
    ];
    const [kind, used] = [value >>> KIND_SHIFT, value & MAX_VALUE_BYTES];
    if (used > room || start + room > this.#shm.size || kind > 6) {
      throw new TypeError(`Cannot use slot ${index} of the ShareableList: something wrote into its memory`);
    }
    return { at, start, room, kind: kind as Kind, used };
  }

  #get(index: number): T {
    const { start, kind, used } = this.#slot(index);
    return unpackValue(kind, new Uint8Array(this.#shm.buf.subarray(start, start + used))) as T;
  }

  #set(index: number, value: unknown): void {
    const { kind, bytes } = packValue(value);
    const { at, start, room } = this.#slot(index);
    if (bytes.length > room) {
      throw new RangeError(
        `Cannot store a value of ${bytes.length} bytes in a slot of ${room}: create the ShareableList with a larger 'slotBytes'`,
      );
    }
    this.#shm.buf.set(bytes, start);
    this.#entries[at + SLOT_VALUE] = valueWord(kind, bytes.length);
  }

  #index(index: number, doing: string): number {
    return checkedIndex(index, this.length, doing, "a ShareableList");
  }

  static {
    defineIndexAccess(ShareableList.prototype, {
      get: (list, index) => list.#get(list.#index(index, "read")),
      set: (list, index, value) => list.#set(list.#index(index, "write"), value),
    });
  }
}

/** The memory of a new list, or of that with the name. */
function openList(values: unknown, options: ShareableListOptions | undefined): SharedMemory {
  checkOptions(options, ["name", "slotBytes"], "open a ShareableList");
  const { name, slotBytes = 8 } = options ?? {};
  if (values === undefined || values === null) {
    return name === undefined ? create([], name, slotBytes) : attach(name);
  }
  if (!(Number.isInteger(slotBytes) && slotBytes >= 0 && slotBytes <= MAX_VALUE_BYTES)) {
    throw new RangeError(
      `Cannot create a ShareableList as 'slotBytes' must be an integer from 0 to ${MAX_VALUE_BYTES}: received ${slotBytes}`,
    );
  }
  if (typeof (values as Partial<Iterable<unknown>>)[Symbol.iterator] !== "function") {
    throw new TypeError(
      `Cannot create a ShareableList as its values must be iterable: received ${shown(values)}`,
    );
  }
  return create([...values as Iterable<unknown>], name, slotBytes);
}

function create(values: readonly unknown[], name: string | undefined, slotBytes: number): SharedMemory {
  const packed = values.map(packValue);
  let start = (SLOTS + SLOT_WORDS * packed.length) * 4;
  const places = packed.map(({ bytes }) => {
    if (bytes.length > MAX_VALUE_BYTES) {
      throw new RangeError(`Cannot store a value of ${bytes.length} bytes in a ShareableList`);
    }
    const place = { start, room: Math.ceil(Math.max(bytes.length, slotBytes, 8) / 8) * 8 };
    start += place.room;
    return place;
  });
  return SharedMemory.over(createNamedBlock(name, start, (memory) => {
    const entries = new Uint32Array(memory.buffer, memory.byteOffset, start >> 2);
    entries[0] = MAGIC;
    entries[LENGTH] = packed.length;
    packed.forEach(({ kind, bytes }, index) => {
      const place = places[index]!;
      entries.set([place.start, place.room, valueWord(kind, bytes.length)], SLOTS + index * SLOT_WORDS);
      memory.set(bytes, place.start);
    });
  }));
}

function attach(name: string): SharedMemory {
  const shm = new SharedMemory({ name });
  const entries = new Uint32Array(shm.buf.buffer, shm.buf.byteOffset, shm.size >> 2);
  if (entries[0] === MAGIC && (SLOTS + SLOT_WORDS * entries[LENGTH]!) * 4 <= shm.size) return shm;
  shm.close();
  throw new TypeError(
    `Cannot open a ShareableList as the memory of that name holds none: received "${shown(name)}"`,
  );
}

function valueWord(kind: Kind, used: number): number {
  return (kind << KIND_SHIFT | used) >>> 0;
}

function isSame(a: unknown, b: unknown): boolean {
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

registerSharedType("ShareableList", (_refs, state) => new ShareableList(state as never));
