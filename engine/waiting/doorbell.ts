import { BLOCKED } from "../core/layout.ts";
import type { Actor } from "../memory/actor.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { actor, runAsThread } from "../memory/thread_local.ts";
import { Waitable } from "../memory/waitable.ts";
import { isolateState } from "../platform/copies.ts";
import { queueMacrotask } from "../platform/runtime.ts";
import {
  beforeBlockingHooks,
  LONG_BLOCK_MS,
  longBlockingHooks,
  mayBlock,
  runBlocking,
  runOtherWork,
} from "./blocking.ts";
import { keepAlive } from "./keep_alive.ts";
import { AdaptiveSpin } from "./spinning.ts";
import { sleepOnWord, whenNotified } from "./wait_on_word.ts";

/** Looks at the doorbell in one poll: some 30 µs of them. */
const MAX_POLL_SPINS = 3000;
/** Milliseconds for which polling may keep the event loop from having a turn. */
const MAX_MS_WITHOUT_TURN = 4;

/** Options of a wait that does not block. */
export interface WaitOptions {
  /** Milliseconds; for ever by default. */
  readonly timeout?: number | undefined;
  /** Rejects the wait with its reason. */
  readonly signal?: AbortSignal | undefined;
}

interface Waiter {
  /** Who waits, if it is not the thread. */
  readonly actor: Actor | undefined;
  readonly attempt: () => number;
  readonly end: () => void;
  readonly settle: (result: number) => void;
  readonly fail: (reason: unknown) => void;
}

interface WaitGroup {
  readonly waitable: Waitable;
  seen: number;
  readonly waiters: Set<Waiter>;
}

/**
 * The one thing that wakes this thread's event loop: whatever it waits for without blocking rings its doorbell. One
 * outstanding, untimed `Atomics.waitAsync` serves them all. The protocol is in README.md.
 */
export class Doorbell {
  readonly #slot: number = thread().slot;
  readonly #own: Slot = new Slot(this.#slot);
  readonly #drains = new Set<() => boolean>();
  readonly #groups = new Map<number, WaitGroup>();
  #waiting = false;
  #again = false;
  #listening = false;
  /** Rings up to which everything has been looked at. */
  #served = 0;
  /** When the event loop last had a turn, as far as is known. */
  #turnedAt = 0;
  readonly #polling = new AdaptiveSpin();

  /** Waits that are pending. */
  get pending(): number {
    let count = 0;
    for (const group of this.#groups.values()) count += group.waiters.size;
    return count;
  }

  /** Whether a wait of that kind is pending: who comes now comes after it. */
  isWaitedFor(waitable: number, kind: number): boolean {
    return this.#groups.has(waitable + kind);
  }

  /** `drain` is called after every ring; it returns true to be called again once the event loop has had a turn. */
  addDrain(drain: () => boolean): void {
    this.#drains.add(drain);
    this.listen();
  }

  deleteDrain(drain: () => boolean): void {
    this.#drains.delete(drain);
  }

  /**
   * Resolves with what `attempt` returns as soon as that is not `BLOCKED`; with `BLOCKED` after `timeout` ms. Waits of one
   * `kind` (0 to 3) on a waitable are served in the order in which they began.
   */
  wait(waitable: number, kind: number, attempt: () => number, options: WaitOptions = {}): Promise<number> {
    const { timeout, signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const caller = actor();
    // It will not hear of anything any more.
    if (caller?.wasKilled) return new Promise(() => {});
    const group = this.#group(waitable, kind);
    if (group.waiters.size === 0) {
      try {
        const result = attempt();
        if (result !== BLOCKED || timeout === 0) return Promise.resolve(result);
      } catch (error) {
        return Promise.reject(error);
      }
    } else if (timeout === 0) {
      return Promise.resolve(BLOCKED);
    }
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const end = () => {
        if (!group.waiters.delete(waiter)) return;
        if (group.waiters.size === 0) this.#groups.delete(waitable + kind);
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        keepAlive.remove();
      };
      const waiter: Waiter = {
        actor: caller,
        attempt,
        end,
        settle: (result) => (end(), resolve(result)),
        fail: (reason) => (end(), reject(reason)),
      };
      const abort = () => waiter.fail(signal!.reason);
      signal?.addEventListener("abort", abort);
      if (timeout !== undefined && timeout < 2 ** 31) {
        timer = setTimeout(() => waiter.settle(BLOCKED), timeout);
      }
      keepAlive.add();
      caller?.exitListeners.add(this.#giveUp);
      group.waiters.add(waiter);
      this.#groups.set(waitable + kind, group);
      this.#retry(group);
      this.listen();
    });
  }

  /** Gives up the waits of an inline worker or process that has ended: they do not settle any more. */
  readonly #giveUp = (ended: Actor): void => {
    for (const { waiters } of this.#groups.values()) {
      for (const waiter of waiters) if (waiter.actor === ended) waiter.end();
    }
  };

  /** Blocks this thread, serving its doorbell, until `done` returns true or `timeout` ms have passed. */
  serveUntil(done: () => boolean, timeout: number): boolean {
    return runBlocking(() => this.#serveUntil(done, timeout));
  }

  #serveUntil(done: () => boolean, timeout: number): boolean {
    beforeBlockingHooks.run();
    const began = performance.now();
    const deadline = began + timeout;
    let nextCare = longBlockingHooks.isEmpty ? Infinity : began + LONG_BLOCK_MS;
    while (true) {
      const rings = this.#arm();
      const more = this.#serve();
      if (done()) return true;
      const now = performance.now();
      const left = deadline - now;
      if (left <= 0) return false;
      if (now >= nextCare) {
        nextCare = now + LONG_BLOCK_MS;
        longBlockingHooks.run();
        continue;
      }
      if (more || runOtherWork()) continue;
      if (!mayBlock(left)) return false;
      this.#doze(rings, Math.min(left, nextCare - now));
    }
  }

  /** Sleeps until the next ring. Whoever wants to stop this thread either finds it dozing, and rings, or it finds that out here. */
  #doze(rings: number, timeout: number): void {
    const own = this.#own;
    own.isDozing = true;
    if (own.stop === 0) sleepOnWord(own.ringsAddress, rings, timeout);
    own.isDozing = false;
  }

  /** Has the event loop woken at the next ring, or at once if there is something to do. */
  listen(): void {
    // What is served may begin a wait, which listens too: one is enough.
    if (this.#waiting || this.#again || this.#listening) return;
    this.#listening = true;
    try {
      while (!this.#waiting && !this.#again) this.#listenOnce();
    } finally {
      this.#listening = false;
    }
  }

  #listenOnce(): void {
    const rings = this.#arm();
    if (this.#serve()) return this.#serveSoon();
    const serve = () => {
      this.#waiting = false;
      this.#turnedAt = performance.now();
      if (this.#serve()) this.#serveSoon();
      else this.listen();
    };
    this.#waiting = whenNotified(this.#own.ringsAddress, rings, () => runAsThread(serve));
  }

  /**
   * Looks for a ring for a few microseconds, in the hope that what was just sent is answered at once: waking the event loop
   * takes longer. Does nothing if that has not paid lately, or the event loop has not had a turn for too long.
   */
  poll(): void {
    if (!this.#waiting || performance.now() - this.#turnedAt > MAX_MS_WITHOUT_TURN) return;
    if (!this.#polling.shouldSpin()) return;
    const rings = this.#served;
    this.#own.arm(rings - 1);
    let spins = MAX_POLL_SPINS;
    while (this.#own.rings === rings && spins > 0) spins--;
    this.#polling.recordOutcome(spins > 0);
    let more = spins > 0 && this.#serve();
    if (this.#arm() !== this.#served) more = this.#serve() || more;
    if (more) this.#serveSoon();
  }

  /** Has the next ring notify. Returns the count of rings that it found and that none has moved on since. */
  #arm(): number {
    while (true) {
      const { rings } = this.#own;
      this.#own.arm(rings);
      if (this.#own.rings === rings) return rings;
    }
  }

  #serveSoon(): void {
    if (this.#again) return;
    this.#again = true;
    const serve = () => {
      this.#again = false;
      if (this.#serve()) this.#serveSoon();
      else this.listen();
    };
    queueMacrotask(() => runAsThread(serve));
  }

  #serve(): boolean {
    let more = false;
    this.#served = this.#own.rings;
    for (const drain of this.#drains) more = drain() || more;
    for (const group of this.#groups.values()) {
      if (this.#mayHaveChanged(group)) this.#retry(group);
    }
    return more;
  }

  #mayHaveChanged({ waitable, seen }: WaitGroup): boolean {
    if (waitable.event !== seen) return true;
    // A change from before the event was read may have taken the interest that was declared after: the next would not ring.
    return !waitable.hasInterest(this.#slot);
  }

  #group(waitable: number, kind: number): WaitGroup {
    return this.#groups.get(waitable + kind) ??
      { waitable: new Waitable(waitable), seen: 0, waiters: new Set() };
  }

  #retry(group: WaitGroup): void {
    for (const waiter of group.waiters) {
      // Interest first, attempt second: a change between the two rings.
      group.seen = group.waitable.event;
      thread().core.watch(group.waitable.address);
      let result: number;
      try {
        result = waiter.attempt();
      } catch (error) {
        waiter.fail(error);
        continue;
      }
      if (result === BLOCKED) return;
      waiter.settle(result);
    }
  }
}

let current: Doorbell | undefined;

/** This thread's. */
export function doorbell(): Doorbell {
  return current ??= isolateState("doorbell", () => new Doorbell());
}
