import type { SharedBlock } from "../shared_block.ts";
import type { ElementType } from "../../elements/element_types.ts";
import { thread } from "../../memory/thread.ts";
import { elementsOf } from "../elements_of.ts";
import { shown } from "../../options/shown.ts";

/** How a field of some type lies in memory, as C would have it. */
export interface FieldType {
  readonly bytes: number;
  /** Its address is a multiple of this. */
  readonly alignment: number;
  /** The value of a field of a struct in that block, `at` bytes into the data memory. */
  read(block: SharedBlock, at: number): unknown;
  /** Writes a value. One that consists of several is written in part if one of these is refused. */
  write(view: DataView, at: number, value: unknown): void;
}

let view: DataView<SharedArrayBuffer> | undefined;

/** The data memory as one view for values of any type. */
export function dataMemoryView(): DataView<SharedArrayBuffer> {
  return view ??= new DataView(thread().bytes.buffer);
}

/** Throws a `RangeError` unless a row gets as many elements as it has. */
export function checkRowLength(received: number, wanted: number): void {
  if (received === wanted) return;
  throw new RangeError(`Cannot write to a row as it takes ${wanted} elements: received ${received}`);
}

/** One number or character. */
export class ScalarField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;

  constructor(type: ElementType) {
    this.bytes = this.alignment = type.bytes;
    this.#type = type;
  }

  read(_block: SharedBlock, at: number): unknown {
    return this.#type.fromStored(this.#type.read(dataMemoryView(), at));
  }

  write(view: DataView, at: number, value: unknown): void {
    this.#type.write(view, at, this.#type.toStored(value));
  }
}

/** A row of characters: a string, which ends before the first NUL. */
export class TextField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;

  constructor(type: ElementType, count: number) {
    this.bytes = type.bytes * count;
    this.alignment = type.bytes;
    this.#type = type;
  }

  read(_block: SharedBlock, at: number): string {
    let text = "";
    const end = at + this.bytes;
    for (; at < end; at += this.alignment) {
      const stored = this.#type.read(dataMemoryView(), at);
      if (stored === 0) break;
      text += this.#type.fromStored(stored);
    }
    return text;
  }

  write(view: DataView, at: number, value: unknown): void {
    if (typeof value !== "string") {
      throw new TypeError(`Cannot write to a row of characters: received ${shown(value)}`);
    }
    const room = this.bytes / this.alignment;
    const characters = Array.from(value, this.#type.toStored);
    if (characters.length > room) {
      throw new RangeError(`Cannot write ${characters.length} characters to a row of ${room}`);
    }
    for (let i = 0; i < room; i++) this.#type.write(view, at + i * this.alignment, characters[i] ?? 0);
  }
}

/** A row of numbers: a typed array. */
export class NumbersField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;

  constructor(type: ElementType, count: number) {
    this.bytes = type.bytes * count;
    this.alignment = type.bytes;
    this.#type = type;
  }

  read(block: SharedBlock, at: number): unknown {
    return block.retainFor(this.#type.view(thread().bytes.buffer, at, this.bytes / this.alignment));
  }

  write(view: DataView, at: number, value: unknown): void {
    const numbers = elementsOf(value, this.#type, "write to a row of numbers");
    checkRowLength(numbers.length, this.bytes / this.alignment);
    for (let i = 0; i < numbers.length; i++) this.#type.write(view, at + i * this.alignment, numbers[i]!);
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
      throw new TypeError(`Cannot write to a row as an array is needed: received ${shown(value)}`);
    }
    const items = Array.from(value as ArrayLike<unknown>);
    const { bytes } = this.#item;
    checkRowLength(items.length, this.bytes / bytes);
    items.forEach((item, i) => this.#item.write(view, at + i * bytes, item));
  }
}
