import { BLOCKED, TICKET_WAITS } from "../core/layout.ts";
import { doorbell, type WaitOptions } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { type SharedObject, type SharedState, sharedState } from "../codec/shared_object.ts";
import type { Handle } from "../memory/handle.ts";
import { objectWaitable } from "../memory/objects.ts";
import { thread } from "../memory/thread.ts";
import { customInspect } from "../platform/runtime.ts";
import type { Ticket } from "./ticket.ts";

/**
 * What all that threads synchronise with have in common: an object of the core, and this thread's handle on it.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { Event, type SyncObject } from "../../mod.ts";
 *
 * const event = new Event();
 * const waiting = event.wait();
 * const things: SyncObject[] = [event];
 * for (const thing of things) thing[Symbol.dispose]();
 * await assertRejects(() => waiting, ReferenceError, "it has been disposed of");
 * ```
 */
export abstract class SyncObject implements Disposable, SharedObject {
  readonly #handle: Handle;
  readonly #name: string;
  readonly #waitable: number;
  /** Its tickets that this thread waits with. */
  #tickets: Set<Ticket> | undefined;

  /** Used by its subclasses. `name` is what errors call it, `waitable` where this thread waits for it. */
  protected constructor(handle: Handle, name: string, waitable: number = objectWaitable(handle.address)) {
    this.#handle = handle;
    this.#name = name;
    this.#waitable = waitable;
  }

  /** Lets go of the object in this thread, whose waits through it fail. It lives until every thread has let go of it. */
  [Symbol.dispose](): void {
    if (this.#handle.isLive) {
      thread().core.wake(this.#waitable);
      this.#tickets?.forEach((ticket) => ticket.wake());
    }
    this.#handle[Symbol.dispose]();
  }

  /** What it is and how it stands, as Python shows it: `<Event at 0x1f40 set>`. */
  toString(): string {
    const standing = this.#handle.isLive ? this.stateText : "disposed";
    return `<${this.sharedType} at 0x${this.#handle.address.toString(16)} ${standing}>`;
  }

  /** How the console shows it. */
  [customInspect](): string {
    return this.toString();
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    this.check();
    return { type: this.sharedType, refs: [this.#handle], state: this.extraState };
  }

  /**
   * Names the class in every thread.
   *
   * @internal
   */
  protected abstract get sharedType(): string;

  /**
   * How it stands, for its text form.
   *
   * @internal
   */
  protected abstract get stateText(): string;

  /**
   * What its twins need to know besides.
   *
   * @internal
   */
  protected get extraState(): unknown {
    return undefined;
  }

  /**
   * What errors call it.
   *
   * @internal
   */
  protected get what(): string {
    return this.#name;
  }

  /**
   * Throws a `ReferenceError` if it has been disposed of.
   *
   * @internal
   */
  protected check(): void {
    this.#handle.assertLive(this.#name);
  }

  /**
   * Waits until a ticket is called, or the barrier broken. Resolves to its state then, to `BLOCKED` after the timeout.
   *
   * @internal
   */
  protected async waitForTicket(ticket: Ticket, limits: WaitOptions): Promise<number> {
    const tickets = this.#tickets ??= new Set();
    tickets.add(ticket);
    try {
      return await doorbell().wait(ticket.waitable, 0, this.#calling(ticket), limits);
    } finally {
      tickets.delete(ticket);
    }
  }

  /**
   * As `waitForTicket`, and blocks the thread meanwhile.
   *
   * @internal
   */
  protected waitForTicketSync(ticket: Ticket, timeout: number): number {
    return waitSync(ticket.waitable, this.#calling(ticket), timeout);
  }

  #calling(ticket: Ticket): () => number {
    return () => {
      this.check();
      const { state } = ticket;
      return state === TICKET_WAITS ? BLOCKED : state;
    };
  }
}
