import { thread } from "../memory/thread.ts";
import type { ElementType } from "../memory/type_code.ts";
import { checkRowLength } from "./check_count.ts";
import { elementsOf } from "./elements_of.ts";
import type { FieldType } from "./field_type.ts";
import { type ScalarAccess, scalarAccess } from "./scalar_access.ts";
import type { SharedBlock } from "./shared_block.ts";

/** A row of numbers: a typed array. */
export class NumbersField implements FieldType {
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

  read(block: SharedBlock, at: number): unknown {
    return block.retainFor(this.#type.view(thread().bytes.buffer, at, this.bytes / this.alignment));
  }

  write(view: DataView, at: number, value: unknown): void {
    const numbers = elementsOf(value, this.#type, "write to a row of numbers");
    checkRowLength(numbers.length, this.bytes / this.alignment);
    for (let i = 0; i < numbers.length; i++) this.#access.set(view, at + i * this.alignment, numbers[i]!);
  }
}
