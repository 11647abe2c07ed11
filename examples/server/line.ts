import { HttpError } from "./http_error.ts";

/** A place in the line. Disposing of it lets the next one in. */
export interface Place extends Disposable {
  /** How many were in front of it, those that ran among them. */
  readonly ahead: number;
}

/** Once so many places were left, the older half counts half. */
const MEMORY = 200;

/** The line before the workers. It is bounded, and knows how long it takes to get through it. */
export class Line {
  #length = 0;
  /** Worker-milliseconds that were used, and places that were left meanwhile. */
  #used = 0;
  #left = 0;
  #since = performance.now();

  /** A line to that many workers, in which `queue` more may wait. */
  constructor(readonly workers: number, readonly queue: number) {}

  /** Those that run and those that wait. */
  get length(): number {
    return this.#length;
  }

  /** Milliseconds until the line that there is will have been worked off, by the time that each took of late. */
  get wait(): number {
    this.#count();
    return this.#length * (this.#used / Math.max(1, this.#left)) / this.workers;
  }

  /**
   * Takes the last place.
   *
   * @throws {HttpError} 503 with `Retry-After` if there is none
   */
  enter(): Place {
    this.#count();
    if (this.#length >= this.workers + this.queue) {
      const seconds = Math.max(1, Math.ceil(this.wait / 1000));
      throw new HttpError(503, `Cannot take more requests as ${this.#length} are in line`, {
        "retry-after": String(seconds),
      });
    }
    const ahead = this.#length++;
    let isLeft = false;
    return {
      ahead,
      [Symbol.dispose]: () => {
        if (isLeft) return;
        isLeft = true;
        this.#count();
        this.#length--;
        this.#left++;
      },
    };
  }

  #count(): void {
    const now = performance.now();
    this.#used += (now - this.#since) * Math.min(this.#length, this.workers);
    this.#since = now;
    if (this.#left < MEMORY) return;
    this.#used /= 2;
    this.#left /= 2;
  }
}
