import type { ElementType } from "../memory/type_code.ts";
import type { FieldType } from "./field_type.ts";
import { dataMemoryView, type ScalarAccess, scalarAccess } from "./scalar_access.ts";
import type { SharedBlock } from "./shared_block.ts";

/** One number or character. */
export class ScalarField implements FieldType {
  readonly bytes: number;
  readonly alignment: number;
  readonly #type: ElementType;
  readonly #access: ScalarAccess;

  constructor(type: ElementType) {
    this.bytes = this.alignment = type.bytes;
    this.#type = type;
    this.#access = scalarAccess(type);
  }

  read(_block: SharedBlock, at: number): unknown {
    return this.#type.fromStored(this.#access.get(dataMemoryView(), at));
  }

  write(view: DataView, at: number, value: unknown): void {
    this.#access.set(view, at, this.#type.toStored(value));
  }
}
