import { RING_COUNT, SLOT_COUNT } from "../../../kernels/core/layout.ts";
import { OutOfMemoryError } from "../../errors/out_of_memory_error.ts";

/** Numbers from 1 up, low ones first. Number 0 is the main thread's. */
class Numbers {
  readonly #free: number[];
  readonly #what: string;
  readonly #count: number;

  constructor(count: number, what: string) {
    this.#count = count - 1;
    this.#what = what;
    this.#free = Array.from({ length: count - 1 }, (_, index) => count - 1 - index);
  }

  take(): number {
    const number = this.#free.pop();
    if (number === undefined) {
      throw new OutOfMemoryError(`Cannot create a ${this.#what}: all ${this.#count} are in use`);
    }
    return number;
  }

  put(number: number): void {
    this.#free.push(number);
  }

  /** The number is free again, and used after all others: somebody may take some time to forget it. */
  putLast(number: number): void {
    this.#free.unshift(number);
  }
}

/** The slots of threads. */
export const slots: Numbers = new Numbers(SLOT_COUNT, "worker");

/** The rings of pools. */
export const rings: Numbers = new Numbers(RING_COUNT, "pool");
