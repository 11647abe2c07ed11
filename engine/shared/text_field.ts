import type { ElementType } from "../memory/type_code.ts";
import type { FieldType } from "./field_type.ts";
import { dataMemoryView, type ScalarAccess, scalarAccess } from "./scalar_access.ts";
import type { SharedBlock } from "./shared_block.ts";

/** A row of characters: a string, which ends before the first NUL. */
export class TextField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;
  readonly #access: ScalarAccess;

  constructor(type: ElementType, count: number) {
    this.bytes = type.bytes * count;
    this.alignment = type.bytes;
    this.#type = type;
    this.#access = scalarAccess(type);
  }

  read(_block: SharedBlock, at: number): string {
    let text = "";
    const end = at + this.bytes;
    for (; at < end; at += this.alignment) {
      const stored = this.#access.get(dataMemoryView(), at);
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
