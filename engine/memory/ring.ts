import { loadCount, loadWord, replaceWord, type Words } from "../atomics/words.ts";
import { RING_HEAD, RING_SIZE, RING_SPINNER, RING_TAIL, RING_WAITABLE, RINGS } from "../core/layout.ts";
import { thread } from "./thread.ts";

/** A ring of cells' numbers. Its threads put and take at the same time, so all loads are atomic. */
export class Ring {
  readonly #words: Words;
  readonly #start: number;

  /** The ring of that number. */
  constructor(ring: number) {
    this.#words = thread().words;
    this.#start = RINGS + ring * RING_SIZE;
  }

  /** Address of the waitable that is signalled for what is put. */
  get waitable(): number {
    return this.#start + RING_WAITABLE;
  }

  /** Slot, plus 1, of the worker that looks for tasks without sleeping, 0 if there is none. */
  get spinner(): number {
    return loadWord(this.#words, this.#start + RING_SPINNER);
  }

  /** Changes {@linkcode Ring.spinner} if it is the expected one, and says whether it was. */
  replaceSpinner(expected: number, replacement: number): boolean {
    return replaceWord(this.#words, this.#start + RING_SPINNER, expected, replacement);
  }

  /** Whether there is nothing to take. */
  get isEmpty(): boolean {
    const words = this.#words, start = this.#start;
    return loadCount(words, start + RING_HEAD) === loadCount(words, start + RING_TAIL);
  }
}
