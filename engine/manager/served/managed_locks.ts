import { type BlockingOptions, blockingTimeout } from "../../options/check_options.ts";
import { type Caller, type CallerSession, currentCaller, WaitList } from "../caller.ts";
import { ConnectionClosedError } from "../../errors/channel_errors.ts";
import { shown } from "../../options/shown.ts";

/** A lock in a manager's server: one caller at a time holds it, a thread as a whole. If that dies, the lock is given back. */
export class ManagedLock {
  readonly #waiting = new WaitList();
  #holder: CallerSession | undefined;
  #forget: (() => void) | undefined;
  #depth = 0;
  #abandoned = false;

  /** Whether any thread holds it. */
  locked(): boolean {
    return this.#holder !== undefined;
  }

  /** Whether the last holder died holding it, until the lock is released. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Waits for the lock and takes it. `false` if that takes longer than `timeout` milliseconds. */
  acquire(options?: BlockingOptions): boolean | Promise<boolean> {
    const timeout = blockingTimeout(options, "acquire a lock");
    const caller = currentCaller();
    if (this.#holder === undefined || this._nests && this.#holder === caller.session) {
      this.#take(caller.session, this.#depth + 1);
      return true;
    }
    return timeout === 0 ? false : this.#waiting.wait(caller, timeout);
  }

  /** Gives the lock back. */
  release(): void {
    if (this.#holder === undefined || this._nests && this.#holder !== currentCaller().session) {
      throw new Error(
        this._nests
          ? "Cannot release an RLock as this thread does not hold it"
          : "Cannot release a lock that is not held",
      );
    }
    if (--this.#depth === 0) this.#free(false);
  }

  /** Whether its holder may take it again. */
  protected get _nests(): boolean {
    return false;
  }

  /** Gives it back wholly, for a condition, and returns how deep it was held. Throws if the caller does not hold it. */
  _suspend(caller: Caller, doing: string): number {
    this._assertHeld(caller, doing);
    const depth = this.#depth;
    this.#depth = 0;
    this.#free(false);
    return depth;
  }

  /** Takes it again as deep as before, also for a call that was given up: only who is gone goes without. */
  async _resume({ session }: Caller, depth: number): Promise<void> {
    if (session.isGone) return;
    if (this.#holder === undefined) return this.#take(session, depth);
    const gone = new AbortController();
    const stay = session.onGone(() =>
      gone.abort(new ConnectionClosedError("Cannot go on as the caller is gone"))
    );
    try {
      await this.#waiting.wait({ session, signal: gone.signal });
      // Handing it on has taken it once.
      if (!session.isGone) this.#depth += depth - 1;
    } finally {
      stay();
    }
  }

  _assertHeld({ session: link }: Caller, doing: string): void {
    if (this.#holder === undefined || this._nests && this.#holder !== link) {
      throw new Error(`Cannot ${doing} as the condition's lock is not held`);
    }
  }

  #take(link: CallerSession, depth: number): void {
    this.#depth = depth;
    if (this.#holder === link) return;
    this.#holder = link;
    this.#forget = link.onGone(() => {
      this.#depth = 0;
      this.#free(true);
    });
  }

  /** Hands the lock to the next, so that nobody can come in between. */
  #free(abandoned: boolean): void {
    this.#forget?.();
    this.#holder = undefined;
    this.#abandoned = abandoned;
    let next = this.#waiting.wake();
    while (next?.session.isGone) next = this.#waiting.wake();
    if (next !== undefined) this.#take(next.session, 1);
  }
}

/** A lock that its holder may take again. */
export class ManagedRLock extends ManagedLock {
  protected override get _nests(): boolean {
    return true;
  }
}

/** A semaphore in a manager's server. */
export class ManagedSemaphore {
  readonly #waiting = new WaitList();
  #value: number;

  constructor(value: number = 1) {
    if (!(Number.isInteger(value) && value >= 0)) {
      throw new RangeError(
        `Cannot create a semaphore as 'value' must be an integer of 0 or more: received ${shown(value)}`,
      );
    }
    this.#value = value;
  }

  /** How often it can be acquired without waiting. */
  getValue(): number {
    return this.#value;
  }

  /** Whether acquiring it would wait. */
  locked(): boolean {
    return this.#value === 0;
  }

  /** Waits until it can be taken, and takes it. `false` if that takes longer than `timeout` milliseconds. */
  acquire(options?: BlockingOptions): boolean | Promise<boolean> {
    const timeout = blockingTimeout(options, "acquire a semaphore");
    if (this.#value > 0) {
      this.#value--;
      return true;
    }
    return timeout === 0 ? false : this.#waiting.wait(currentCaller(), timeout);
  }

  /** Gives it back. */
  release(): void {
    if (this.#waiting.wake() === undefined) this.#value++;
  }
}

/** A semaphore that is never released more often than it was acquired. */
export class ManagedBoundedSemaphore extends ManagedSemaphore {
  readonly #limit: number;

  constructor(value: number = 1) {
    super(value);
    this.#limit = value;
  }

  override release(): void {
    if (this.getValue() >= this.#limit) {
      throw new RangeError("Cannot release a bounded semaphore more often than it was acquired");
    }
    super.release();
  }
}

/** A condition in a manager's server, with a lock of its own unless it gets one of the same server. */
export class ManagedCondition {
  readonly #lock: ManagedLock;
  readonly #waiting = new WaitList();

  constructor(lock: ManagedLock = new ManagedRLock()) {
    if (!(lock instanceof ManagedLock)) {
      throw new TypeError(
        "Cannot create a condition as its lock must be a Lock or RLock of the same manager",
      );
    }
    this.#lock = lock;
  }

  acquire(options?: BlockingOptions): boolean | Promise<boolean> {
    return this.#lock.acquire(options);
  }

  release(): void {
    this.#lock.release();
  }

  /**
   * Gives the lock back, waits to be notified, and takes the lock again, also if the wait is given up. `false` if nobody notified
   * within `timeout` milliseconds.
   */
  async wait(options?: BlockingOptions): Promise<boolean> {
    const timeout = blockingTimeout(options, "wait for a condition");
    const caller = currentCaller();
    const depth = this.#lock._suspend(caller, "wait for a condition");
    try {
      return await this.#waiting.wait(caller, timeout);
    } finally {
      await this.#lock._resume(caller, depth);
    }
  }

  /** Wakes up to `count` that wait. */
  notify(count: number = 1): void {
    this.#lock._assertHeld(currentCaller(), "notify");
    for (let i = 0; i < count && this.#waiting.wake() !== undefined; i++);
  }

  notifyAll(): void {
    this.notify(Infinity);
  }
}
