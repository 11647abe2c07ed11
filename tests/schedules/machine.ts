/**
 * A control memory and several threads of one program, all of them played by one thread of the system. Each has an instance of the
 * instrumented core. A thread stops before each access to a contended word, one that several threads use and one of them writes,
 * unless all of them hold the heap lock then. Whoever plays decides which thread goes on.
 */
import { CONTROL_BYTES } from "../../engine/core/layout.ts";
import { STACK, Thread } from "./thread.ts";

/** Threads of a program, at most: what is known of a word has a bit for each. */
export const MAX_THREADS = 4;
const PAGE = 65536;

/** The memory that the threads share. */
export class Machine {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({
    initial: Math.ceil((CONTROL_BYTES + MAX_THREADS * STACK) / PAGE),
    maximum: 65536,
    shared: true,
  });
  readonly words: Int32Array = new Int32Array(this.memory.buffer);
  readonly threads: readonly Thread[];
  readonly sleepers: { readonly thread: Thread; readonly address: number }[] = [];
  holder: Thread | undefined;
  /** The calls of the core that were made. */
  readonly calls: Set<string> = new Set(["bind"]);
  isPlaying = false;
  /** Whether to take the heap lock is one step. Otherwise its own steps are played. */
  isLockWhole = true;
  /** Whether a word turned out to be contended: what was played before took it for one that is not. */
  hasLearnt = false;
  /** Threads that use a word, and above them those that write it. */
  readonly #uses: Uint8Array = new Uint8Array(CONTROL_BYTES >> 2);
  /** 1 for words that were used without the heap lock. */
  readonly #loose: Uint8Array = new Uint8Array(CONTROL_BYTES >> 2);
  readonly #changed: number[] = [];

  constructor(module: WebAssembly.Module) {
    this.threads = Array.from({ length: MAX_THREADS }, (_, index) => new Thread(this, module, index));
  }

  /** Takes note of an access. Whether the thread has to stop before it. */
  note(thread: Thread, address: number, writes: boolean): boolean {
    const word = address >> 2;
    const before = this.#uses[word]!;
    const uses = before | 1 << thread.index | (writes ? 16 << thread.index : 0);
    const loose = this.#loose[word]! | Number(this.holder !== thread);
    const contended = isContended(uses) && loose === 1;
    if (uses !== before || loose !== this.#loose[word]) {
      if (contended && !(isContended(before) && this.#loose[word] === 1)) this.hasLearnt = true;
      this.#uses[word] = uses;
      this.#loose[word] = loose;
    }
    return contended;
  }

  /** What was done up to now is where each order starts from. */
  settle(): void {
    this.#changed.length = 0;
  }

  /** Before a word changes: {@linkcode Machine.undo} brings back what it was. */
  remember(address: number): void {
    this.#changed.push(address >> 2, this.words[address >> 2]!);
  }

  /** Brings all words back to where each order starts from. */
  undo(): void {
    const changed = this.#changed;
    for (let at = changed.length - 2; at >= 0; at -= 2) this.words[changed[at]!] = changed[at + 1]!;
    changed.length = this.sleepers.length = 0;
    this.holder = undefined;
    for (const thread of this.threads) thread.reset();
  }

  /** The words that are no longer, or were at times not, what each order starts from. */
  changedWords(): number[] {
    return this.#changed.filter((_, at) => at % 2 === 0);
  }

  /** Wakes the `count` that sleep longest. One that was killed in its sleep counts as well: nobody has told the runtime yet. */
  wake(address: number, count: number): number {
    let woken = 0;
    for (let at = 0; at < this.sleepers.length && woken < count;) {
      const sleeper = this.sleepers[at]!;
      if (sleeper.address !== address) {
        at++;
        continue;
      }
      this.sleepers.splice(at, 1);
      sleeper.thread.isAsleep = false;
      woken++;
    }
    return woken;
  }
}

/** Whether more than one thread uses a word, and one of them writes it. */
function isContended(uses: number): boolean {
  const users = uses & 15;
  return uses > 15 && (users & (users - 1)) !== 0;
}
