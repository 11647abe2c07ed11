import type { ElementOf, TypeCode } from "../../memory/type_code.ts";
import { RawValue } from "../../shared/raw_value.ts";

/** A number of a C type in a manager's server. Calls come one at a time, so each is done as a whole. */
export class ManagedValue<C extends TypeCode = TypeCode> {
  readonly #value: { value: ElementOf<C> };

  constructor(typeCode: C, value?: ElementOf<C>) {
    this.#value = new RawValue(typeCode as "i", value as never) as unknown as { value: ElementOf<C> };
  }

  get value(): ElementOf<C> {
    return this.#value.value;
  }

  get(): ElementOf<C> {
    return this.#value.value;
  }

  set(value: ElementOf<C>): void {
    this.#value.value = value;
  }

  /** Adds to it, and returns what it was before. */
  add(amount: ElementOf<C>): ElementOf<C> {
    const before = this.#value.value;
    this.#value.value = ((before as number) + (amount as number)) as ElementOf<C>;
    return before;
  }

  /** What a copy of it is. */
  _plain(): ElementOf<C> {
    return this.#value.value;
  }
}
