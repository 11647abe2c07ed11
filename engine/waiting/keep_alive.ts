import { isolateState } from "../platform/copies.ts";
import { thread } from "../memory/thread.ts";

/**
 * Keeps the program running while something is pending. A wait on shared memory alone does not: the runtime does not
 * know that somebody will wake it.
 */
class KeepAlive {
  #pending = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #hold: (() => void) | undefined;
  #letGo: (() => void) | undefined;

  /** Things pending in this thread. */
  get pending(): number {
    return this.#pending;
  }

  /** Uses `hold` and `releaseGuarded` instead of a timer, which costs more; `undefined` goes back to the timer. */
  use(means: { hold: () => void; letGo: () => void } | undefined): void {
    if (this.#pending > 0) this.#stop();
    this.#hold = means?.hold;
    this.#letGo = means?.letGo;
    if (this.#pending > 0) this.#start();
  }

  add(): void {
    if (this.#pending++ === 0) this.#start();
  }

  remove(): void {
    if (--this.#pending === 0) this.#stop();
  }

  #start(): void {
    if (this.#hold !== undefined) this.#hold();
    // Without other threads only what the runtime knows of can end a wait.
    else if (thread().isShared) this.#timer = setInterval(() => {}, 2 ** 30);
  }

  #stop(): void {
    if (this.#letGo !== undefined) this.#letGo();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** This thread's. */
export const keepAlive: KeepAlive = isolateState("keep alive", () => new KeepAlive());
