import { checkRowLength } from "./check_count.ts";
import type { FieldType } from "./field_type.ts";
import type { SharedBlock } from "./shared_block.ts";

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
    checkRowLength(items.length, this.bytes / bytes);
    items.forEach((item, i) => this.#item.write(view, at + i * bytes, item));
  }
}
