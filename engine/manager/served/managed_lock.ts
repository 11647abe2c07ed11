import { type BlockingOptions, blockingTimeout } from "../../options/wait_options.ts";
import { type Caller, type CallerSession, currentCaller } from "../caller.ts";
import { WaitList } from "./wait_list.ts";

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

  /** Takes it again as deep as before. */
  async _resume(caller: Caller, depth: number): Promise<void> {
    if (this.#holder === undefined) this.#take(caller.session, depth);
    else if (await this.#waiting.wait(caller)) this.#depth = depth;
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
    const next = this.#waiting.wake();
    if (next !== undefined) this.#take(next.session, 1);
  }
}

/** A lock that its holder may take again. */
export class ManagedRLock extends ManagedLock {
  protected override get _nests(): boolean {
    return true;
  }
}
