import { type ElementAtomics, elementAtomics, type Operation } from "../atomics/element_atomics.ts";
import { type ElementType, elementType, type ElementView, type Stored } from "../elements/element_types.ts";
import type { ElementSpec } from "./element_spec.ts";
import type { SharedBlock } from "./shared_block.ts";

const BITWISE: readonly Operation[] = ["and", "or", "xor"];

/** Atomic steps on the elements of a block, with what they take and give as JavaScript has it. */
export class SharedAtomics {
  readonly #block: SharedBlock;
  readonly #view: ElementView;
  readonly #type: ElementType | undefined;
  readonly #steps: ElementAtomics;

  constructor(spec: ElementSpec, block: SharedBlock, view: ElementView) {
    this.#block = block;
    this.#view = view;
    this.#type = typeof spec === "string" ? elementType(spec) : undefined;
    this.#steps = elementAtomics(view);
  }

  load(index: number): unknown {
    return this.#scalar("load").fromStored(this.#steps.load(this.#view, index));
  }

  store(index: number, value: unknown): void {
    this.#steps.store(this.#view, index, this.#scalar("store").toStored(value));
  }

  /** Returns the result. */
  change(operation: Operation, index: number, amount: unknown): Stored {
    const type = this.#scalar(operation);
    if (type.kind === "text") this.#refuse(operation, "characters");
    if (type.kind === "float" && BITWISE.includes(operation)) this.#refuse(operation, "floats");
    return this.#steps.change(this.#view, index, operation, type.toStored(amount));
  }

  exchange(index: number, value: unknown): unknown {
    const { toStored, fromStored } = this.#scalar("exchange");
    return fromStored(this.#steps.exchange(this.#view, index, toStored(value)));
  }

  compareExchange(index: number, expected: unknown, replacement: unknown): unknown {
    const { toStored, fromStored } = this.#scalar("compareExchange");
    const [wanted, wish] = [toStored(expected), toStored(replacement)];
    return fromStored(this.#steps.compareExchange(this.#view, index, wanted, wish));
  }

  #scalar(doing: string): ElementType {
    return this.#type ?? this.#refuse(doing, "structs");
  }

  #refuse(doing: string, kind: string): never {
    throw new TypeError(`Cannot ${doing} atomically in ${this.#block.name} of ${kind}`);
  }
}
