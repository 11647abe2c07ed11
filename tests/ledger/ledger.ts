/** The account of messages, kept from outside of the program that passes them. */
import { BLOCK, LAST } from "./workers.ts";

/** What became of the messages. */
export interface Balance {
  readonly intended: number;
  readonly put: number;
  readonly got: number;
  /** Put, and never got. */
  readonly lost: number;
  /** Got more than once. */
  readonly doubled: number;
  /** Got, and never intended. */
  readonly invented: number;
  /** Got after a later one of the same writer, by the same reader. */
  readonly overtaken: number;
}

/** Keeps the account of one queue. */
export class Ledger {
  readonly #intended = new Set<number>();
  readonly #put = new Set<number>();
  readonly #got = new Set<number>();
  readonly #last = new Map<string, number>();
  #doubled = 0;
  #invented = 0;
  #overtaken = 0;

  /** Enters a line, if it is about a message. */
  enter(line: string): void {
    const [, thread, what, text] = /^(\w+) (intends|put|got) (-?\d+)$/.exec(line) ?? [];
    const number = Number(text);
    if (what === undefined || number === LAST) return;
    if (what === "intends") this.#intended.add(number);
    else if (what === "put") this.#put.add(number);
    else {
      this.#doubled += Number(this.#got.has(number));
      this.#invented += Number(!this.#intended.has(number));
      const pair = `${thread} ${Math.floor(number / BLOCK)}`;
      this.#overtaken += Number(number < (this.#last.get(pair) ?? -1));
      this.#last.set(pair, number);
      this.#got.add(number);
    }
  }

  get balance(): Balance {
    return {
      intended: this.#intended.size,
      put: this.#put.size,
      got: this.#got.size,
      lost: this.#put.difference(this.#got).size,
      doubled: this.#doubled,
      invented: this.#invented,
      overtaken: this.#overtaken,
    };
  }
}
