import { thread } from "../memory/thread.ts";
import type { ElementType, Stored } from "../memory/type_code.ts";
import { elementsOf } from "./elements_of.ts";
import type { SharedBlock } from "./shared_block.ts";

/** How a field of some type lies in memory, as C would have it. */
export interface FieldType {
  readonly bytes: number;
  /** Its address is a multiple of this. */
  readonly alignment: number;
  /** What the field of a struct in that block is, `at` bytes into the data memory. */
  read(block: SharedBlock, at: number): unknown;
  /** Writes a value. One that consists of several is written in part if one of these is refused. */
  write(view: DataView, at: number, value: unknown): void;
}

let view: DataView<SharedArrayBuffer> | undefined;

/** The data memory, for values of any type. */
export function dataView(): DataView<SharedArrayBuffer> {
  return view ??= new DataView(thread().bytes.buffer);
}

/** Writes a value at an address of the data memory: all of it, or nothing if it is refused. */
export function writeWhole(type: FieldType, at: number, value: unknown): void {
  if (type instanceof ScalarField) return type.write(dataView(), at, value);
  const staged = new Uint8Array(type.bytes);
  type.write(new DataView(staged.buffer), 0, value);
  thread().bytes.set(staged, at);
}

interface Access {
  get(view: DataView, at: number): Stored;
  set(view: DataView, at: number, stored: Stored): void;
}

/** By the kind of typed array that holds such elements. */
const ACCESS: ReadonlyMap<unknown, Access> = new Map<unknown, Access>([
  [Int8Array, { get: (v, at) => v.getInt8(at), set: (v, at, x) => v.setInt8(at, x as number) }],
  [Uint8Array, { get: (v, at) => v.getUint8(at), set: (v, at, x) => v.setUint8(at, x as number) }],
  [Int16Array, {
    get: (v, at) => v.getInt16(at, true),
    set: (v, at, x) => v.setInt16(at, x as number, true),
  }],
  [Uint16Array, {
    get: (v, at) => v.getUint16(at, true),
    set: (v, at, x) => v.setUint16(at, x as number, true),
  }],
  [Int32Array, {
    get: (v, at) => v.getInt32(at, true),
    set: (v, at, x) => v.setInt32(at, x as number, true),
  }],
  [Uint32Array, {
    get: (v, at) => v.getUint32(at, true),
    set: (v, at, x) => v.setUint32(at, x as number, true),
  }],
  [BigInt64Array, {
    get: (v, at) => v.getBigInt64(at, true),
    set: (v, at, x) => v.setBigInt64(at, x as bigint, true),
  }],
  [BigUint64Array, {
    get: (v, at) => v.getBigUint64(at, true),
    set: (v, at, x) => v.setBigUint64(at, x as bigint, true),
  }],
  [Float32Array, {
    get: (v, at) => v.getFloat32(at, true),
    set: (v, at, x) => v.setFloat32(at, x as number, true),
  }],
  [Float64Array, {
    get: (v, at) => v.getFloat64(at, true),
    set: (v, at, x) => v.setFloat64(at, x as number, true),
  }],
]);

const nothing = new SharedArrayBuffer(0);

function accessTo(type: ElementType): Access {
  return ACCESS.get(type.view(nothing, 0, 0).constructor)!;
}

/** One number or character. */
export class ScalarField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;
  readonly #access: Access;

  constructor(type: ElementType) {
    this.bytes = this.alignment = type.bytes;
    this.#type = type;
    this.#access = accessTo(type);
  }

  read(_block: SharedBlock, at: number): unknown {
    return this.#type.fromStored(this.#access.get(dataView(), at));
  }

  write(view: DataView, at: number, value: unknown): void {
    this.#access.set(view, at, this.#type.toStored(value));
  }
}

/** A row of characters: a string, which ends before the first NUL. */
export class TextField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;
  readonly #access: Access;

  constructor(type: ElementType, count: number) {
    this.bytes = type.bytes * count;
    this.alignment = type.bytes;
    this.#type = type;
    this.#access = accessTo(type);
  }

  read(_block: SharedBlock, at: number): string {
    let text = "";
    const end = at + this.bytes;
    for (; at < end; at += this.alignment) {
      const stored = this.#access.get(dataView(), at);
      if (stored === 0) break;
      text += this.#type.fromStored(stored);
    }
    return text;
  }

  write(view: DataView, at: number, value: unknown): void {
    if (typeof value !== "string") {
      throw new TypeError(`Cannot write to a row of characters: received ${value}`);
    }
    const room = this.bytes / this.alignment;
    const characters = Array.from(value, this.#type.toStored);
    if (characters.length > room) {
      throw new RangeError(`Cannot write ${characters.length} characters to a row of ${room}`);
    }
    for (let i = 0; i < room; i++) this.#access.set(view, at + i * this.alignment, characters[i] ?? 0);
  }
}

/** A row of numbers: a typed array. */
export class NumbersField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;
  readonly #access: Access;

  constructor(type: ElementType, count: number) {
    this.bytes = type.bytes * count;
    this.alignment = type.bytes;
    this.#type = type;
    this.#access = accessTo(type);
  }

  read(block: SharedBlock, at: number): unknown {
    return block.keep(this.#type.view(thread().bytes.buffer, at, this.bytes / this.alignment));
  }

  write(view: DataView, at: number, value: unknown): void {
    const numbers = elementsOf(value, this.#type, "write to a row of numbers");
    checkCount(numbers.length, this.bytes / this.alignment);
    for (let i = 0; i < numbers.length; i++) this.#access.set(view, at + i * this.alignment, numbers[i]!);
  }
}

/** A row of values of another type, such as structs: a list. */
export class RowField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #item: FieldType;

  constructor(item: FieldType, count: number) {
    this.bytes = item.bytes * count;
    this.alignment = item.alignment;
    this.#item = item;
  }

  read(block: SharedBlock, at: number): unknown {
    const { bytes } = this.#item;
    return Object.freeze(
      Array.from({ length: this.bytes / bytes }, (_, i) => this.#item.read(block, at + i * bytes)),
    );
  }

  write(view: DataView, at: number, value: unknown): void {
    if (typeof value !== "object" || value === null || !("length" in value)) {
      throw new TypeError(`Cannot write to a row as an array is needed: received ${String(value)}`);
    }
    const items = Array.from(value as ArrayLike<unknown>);
    const { bytes } = this.#item;
    checkCount(items.length, this.bytes / bytes);
    items.forEach((item, i) => this.#item.write(view, at + i * bytes, item));
  }
}

function checkCount(received: number, wanted: number): void {
  if (received === wanted) return;
  throw new RangeError(`Cannot write to a row as it takes ${wanted} elements: received ${received}`);
}
