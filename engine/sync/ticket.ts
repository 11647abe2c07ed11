import { OBJECT_WAITABLE, TICKET_STATE, TICKET_VALUE } from "../../kernels/core/layout.ts";
import { loadWord } from "../atomics/word.ts";
import { heldRecord, recordStart } from "../memory/hold.ts";
import { thread } from "../memory/thread.ts";

/** The place in line of one wait. The engine gives it back if the thread dies. */
export class Ticket {
  /** This thread's hold on it. */
  readonly hold: number;
  /** Signalled when its state changes. */
  readonly waitable: number;
  readonly #address: number;

  constructor(hold: number) {
    this.hold = hold;
    this.#address = recordStart(heldRecord(hold));
    this.waitable = this.#address + OBJECT_WAITABLE;
  }

  /** One of `TICKET_WAITS` to `TICKET_LEFT`. */
  get state(): number {
    return loadWord(this.#address + TICKET_STATE);
  }

  /** What the ticket's object says beside its state. */
  get value(): number {
    return loadWord(this.#address + TICKET_VALUE);
  }

  /** Has this thread look at it again. */
  wake(): void {
    thread().core.wake(this.waitable);
  }

  /** Gives back what it still has, and is not used any more. */
  release(): void {
    thread().core.release(this.hold);
  }
}
