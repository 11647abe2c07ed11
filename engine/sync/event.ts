import { BLOCKED, KIND_EVENT } from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { Handle } from "../memory/handle.ts";
import { EventView } from "../memory/objects.ts";
import { thread } from "../memory/thread.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
} from "../options/check_options.ts";
import { registerHandleType } from "../codec/shared_object.ts";
import { SyncObject } from "./sync_object.ts";

/**
 * A flag that threads wait for (Python's `multiprocessing.Event`).
 *
 * Whoever waits when it is set is woken, even if it is cleared again at once. Setting it waits for nobody, so a thread that
 * dies while it waits disturbs no other. An event does not know who is to set it: if that thread may die, give `wait` a timeout.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Event } from "./event.ts";
 *
 * using ready = new Event();
 * const waiting = ready.wait();
 * ready.set();
 * assertEquals(await waiting, true);
 *
 * ready.clear();
 * assertEquals(ready.isSet(), false);
 * assertEquals(await ready.wait({ timeout: 1 }), false);
 * ```
 */
export class Event extends SyncObject {
  readonly #view: EventView;

  constructor();
  constructor(handle: Handle = Handle.object(KIND_EVENT, "an event")) {
    super(handle, "an event");
    this.#view = new EventView(handle.address);
  }

  /** Whether it is set. */
  isSet(): boolean {
    return (this.#turns() & 1) === 1;
  }

  /** Sets it, and wakes all that wait. */
  set(): void {
    this.check();
    thread().core.setEvent(this.#view.address, 1);
  }

  /** Clears it. */
  clear(): void {
    this.check();
    thread().core.setEvent(this.#view.address, 0);
  }

  /**
   * Waits until it is set, not at all if it is. Resolves to `false` if that takes longer than `timeout` milliseconds.
   *
   * @throws {RangeError} If `timeout` is negative or between 0 and 1.
   * @throws {ReferenceError} If it has been disposed of, or is meanwhile.
   */
  async wait(options?: AsyncOptions): Promise<boolean> {
    const limits = asyncWait(options, "wait for an event");
    const seen = this.#seen();
    // Also while others wait here, who are told later.
    if (seen() === 0) return true;
    return await doorbell().wait(this.#view.waitable, 0, seen, limits) === 0;
  }

  /** As `wait`, and blocks the thread meanwhile. */
  waitSync(options?: BlockingOptions): boolean {
    const timeout = blockingTimeout(options, "wait for an event");
    return waitSync(this.#view.waitable, this.#seen(), timeout) === 0;
  }

  /** An attempt that succeeds if the event is set, or was since now. */
  #seen(): () => number {
    const first = this.#turns();
    return () => {
      const turns = this.#turns();
      return turns !== first || (turns & 1) === 1 ? 0 : BLOCKED;
    };
  }

  #turns(): number {
    this.check();
    return this.#view.turns;
  }

  /** @internal */
  protected override get stateText(): string {
    return this.isSet() ? "set" : "unset";
  }

  /** @internal */
  protected override get sharedType(): string {
    return "Event";
  }
}

registerHandleType("Event", Event, "an event", KIND_EVENT);
