import type { Actor } from "../memory/actor.ts";
import { actor, asActor } from "../memory/thread_local.ts";
import { TicketView } from "../memory/objects.ts";
import { heldRecord, recordStart } from "../memory/records.ts";
import { thread } from "../memory/thread.ts";

/** The place in line of one wait. The engine gives it back if the thread dies. */
export class Ticket {
  /** Signalled when its state changes. */
  readonly waitable: number;
  readonly #hold: number;
  readonly #view: TicketView;
  /** Who waits, if it is not the thread. */
  readonly #holder: Actor | undefined = actor();

  constructor(hold: number) {
    this.#hold = hold;
    this.#view = new TicketView(recordStart(heldRecord(hold)));
    this.waitable = this.#view.waitable;
  }

  /** This thread's hold on it. */
  get hold(): number {
    this.#holder?.throwIfKilled();
    return this.#hold;
  }

  /** One of `TICKET_WAITS` to `TICKET_LEFT`. */
  get state(): number {
    return this.#view.state;
  }

  /** What the ticket's object says beside its state. */
  get value(): number {
    return this.#view.value;
  }

  /** Has this thread look at it again. */
  wake(): void {
    thread().core.wake(this.waitable);
  }

  /** Gives back what it still has, and is not used any more. */
  release(): void {
    if (!this.#holder?.hasEnded) asActor(this.#holder, () => thread().core.release(this.#hold))();
  }
}
