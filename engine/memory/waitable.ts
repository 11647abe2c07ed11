import { loadCount, loadWord, type Words } from "../atomics/words.ts";
import { WAIT_EVENT, WAIT_INTEREST } from "../core/layout.ts";
import { thread } from "./thread.ts";

/** A waitable of the control memory, by its address. Its words change under whoever looks, so all loads are atomic. */
export class Waitable {
  readonly address: number;
  readonly #words: Words;

  constructor(address: number) {
    this.address = address;
    this.#words = thread().words;
  }

  /** Counts changes. */
  get event(): number {
    return loadCount(this.#words, this.address + WAIT_EVENT);
  }

  /** Where {@linkcode Waitable.event} is, to sleep on. */
  get eventAddress(): number {
    return this.address + WAIT_EVENT;
  }

  /** Whether the doorbell of the thread that has `slot` rings at the next change. */
  hasInterest(slot: number): boolean {
    const bits = loadWord(this.#words, this.address + WAIT_INTEREST + (slot >> 5) * 4);
    return (bits & (1 << (slot & 31))) !== 0;
  }
}
