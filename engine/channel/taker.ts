import { finalizers } from "../platform/runtime.ts";
import { Ticket } from "../sync/ticket.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import { asCurrentActor } from "../memory/thread_local.ts";
import type { SharedRef } from "../memory/handle.ts";
import { thread } from "../memory/thread.ts";

// A ticket holds its queue: without this a thread would keep all queues that it ever took from.
const forgotten = finalizers<Taker>((taker) => taker.release());

/** Counts what this thread has taken from a queue and not reported done: that is lost when the thread ends. */
export class Taker {
  readonly #queue: SharedRef;
  #ticket: Ticket | undefined;

  /** For a queue, as long as `owner` is referred to. */
  constructor(owner: object, { record, generation }: SharedRef) {
    this.#queue = { record, generation };
    forgotten.register(owner, this, this);
  }

  /** The hold of its ticket, which is opened with the first item. Throws if there is no room for it. */
  get hold(): number {
    return (this.#ticket ??= this.#open()).hold;
  }

  /** The same, 0 if this thread has taken nothing yet. */
  get holdIfAny(): number {
    return this.#ticket?.hold ?? 0;
  }

  /** Nothing more is taken. What was taken already stays this thread's. */
  release(): void {
    forgotten.unregister(this);
    if (this.#ticket?.value === 0) this.#ticket.release();
    this.#ticket = undefined;
  }

  #open(): Ticket {
    const { record, generation } = this.#queue;
    const hold = asCurrentActor(() => thread().core.openTaker(record, generation))();
    return new Ticket(hold < 0 ? throwCoreError(hold, "a queue") : hold);
  }
}
