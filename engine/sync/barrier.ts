import * as layout from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { BarrierView } from "../memory/objects.ts";
import { registerSharedType } from "../codec/shared_object.ts";
import { BrokenBarrierError } from "../errors/wait_errors.ts";
import { Handle } from "../memory/handle.ts";
import { asCurrentActor } from "../memory/thread_local.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import { thread } from "../memory/thread.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
  checkOptions,
  checkTimeout,
} from "../options/check_options.ts";
import type { AnyFunction, FunctionRef } from "../task/refs.ts";
import { SyncObject } from "./sync_object.ts";
import { Ticket } from "./ticket.ts";
import { localRef } from "../task/registry.ts";
import { resolveFunction } from "../task/resolve_refs.ts";
import { shown } from "../options/shown.ts";

/** Options of a `Barrier`. */
export interface BarrierOptions {
  /** Run by the last party that comes, before any goes on. To be sent, it must be able to travel as a task does. */
  // deno-lint-ignore no-explicit-any
  readonly action?: ((...args: any[]) => unknown) | undefined;
  /** Arguments for the action, such as the shared objects that it works on. */
  readonly args?: readonly unknown[] | undefined;
  /** Milliseconds that a party waits if it does not say; for ever by default. */
  readonly timeout?: number | undefined;
}

/** What its twins need to know. */
interface BarrierState {
  readonly timeout: number | undefined;
  readonly action: FunctionRef | undefined;
  readonly args: readonly unknown[] | undefined;
}

const MAX_PARTIES = 2 ** 31 - 1;
const BREAK_REASONS: Readonly<Record<number, string>> = {
  [layout.BROKEN_BY_ABORT]: "it was aborted",
  [layout.BROKEN_BY_TIMEOUT]: "a party waited longer than its timeout",
  [layout.BROKEN_BY_SIGNAL]: "a party's wait was interrupted",
  [layout.BROKEN_BY_DEATH]: "a thread died while it waited",
  [layout.BROKEN_BY_ACTION]: "its action threw",
  [layout.BROKEN_BY_RESET]: "it was reset meanwhile",
};

/**
 * A place where a number of parties wait for each other (Python's `multiprocessing.Barrier`): when the last has come, all go on,
 * and the barrier serves again.
 *
 * If one of them does not wait to the end, the others would wait in vain. So a timeout, a signal, a death or an action that
 * throws breaks the barrier: all that wait, and all that come, get a `BrokenBarrierError` that says why, until it is reset. A party
 * that dies before it comes is not known to be missing: give the others a timeout.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { Barrier, BrokenBarrierError } from "../../mod.ts";
 *
 * using barrier = new Barrier(2);
 * assertEquals(await Promise.all([barrier.wait(), barrier.wait()]), [0, 1]);
 *
 * await assertRejects(() => barrier.wait({ timeout: 1 }), BrokenBarrierError);
 * assertEquals(barrier.broken, true);
 * barrier.reset();
 * assertEquals(barrier.broken, false);
 * ```
 */
export class Barrier extends SyncObject {
  readonly #view: BarrierView;
  readonly #timeout: number | undefined;
  readonly #action: BarrierAction | undefined;
  readonly #arrive: () => number;

  /**
   * A barrier for so many parties.
   *
   * @throws {RangeError} If `parties` is no integer from 1 to below 2^31, or `timeout` is negative or between 0 and 1.
   * @throws {TypeError} If `action` is no function, or an option is unknown.
   */
  constructor(parties: number, options?: BarrierOptions);
  constructor(parties: number | Handle, options: BarrierOptions | BarrierState = {}) {
    const isRevived = parties instanceof Handle;
    const handle = isRevived ? parties : createBarrier(parties, options as BarrierOptions);
    super(handle, "a barrier");
    this.#view = new BarrierView(handle.address);
    this.#timeout = options.timeout;
    const { action } = options;
    this.#action = typeof action === "function"
      ? BarrierAction.of(action, options.args)
      : action && BarrierAction.revive(action, options.args);
    this.#arrive = () => {
      this.check();
      return thread().core.arrive(this.#view.address);
    };
  }

  /** How many must come. */
  get parties(): number {
    return this.#barrier.parties;
  }

  /** How many wait. */
  get nWaiting(): number {
    return this.#barrier.waiting;
  }

  /** Whether it is broken: nobody can wait at it until it is reset. */
  get broken(): boolean {
    return this.#barrier.broken !== 0;
  }

  /**
   * Waits for the other parties. Resolves to how many had come before, from 0 to one less than the parties.
   *
   * @throws {BrokenBarrierError} If the barrier is broken, or is meanwhile. After `timeout` milliseconds this call breaks it itself.
   * @throws What the action throws, if this is the last party.
   */
  async wait(options?: AsyncOptions): Promise<number> {
    const { timeout = Infinity, signal } = asyncWait(this.#withTimeout(options), "wait at a barrier");
    signal?.throwIfAborted();
    const deadline = performance.now() + timeout;
    const limits = () => ({ timeout: Math.max(0, deadline - performance.now()), signal });
    const arrive = asCurrentActor(this.#arrive);
    const arrival = await doorbell().wait(this.#view.waitable, 0, arrive, limits())
      .catch((error) => {
        this.#break(layout.BROKEN_BY_SIGNAL);
        throw error;
      });
    const ticket = this.#admitted(arrival);
    try {
      const state = await this.waitForTicket(ticket, limits());
      if (state !== layout.TICKET_ACTS) return this.#passed(ticket);
      await this.#action!.call();
      return this.#opened(ticket);
    } catch (error) {
      return this.#failed(ticket, error);
    } finally {
      ticket.release();
    }
  }

  /** As `wait`, and blocks the thread meanwhile. */
  waitSync(options?: BlockingOptions): number {
    const timeout = blockingTimeout(this.#withTimeout(options), "wait at a barrier");
    const deadline = performance.now() + timeout;
    const left = () => Math.max(0, deadline - performance.now());
    const ticket = this.#admitted(
      waitSync(this.#view.waitable, asCurrentActor(this.#arrive), timeout),
    );
    try {
      if (this.waitForTicketSync(ticket, left()) !== layout.TICKET_ACTS) return this.#passed(ticket);
      this.#action!.callSync();
      return this.#opened(ticket);
    } catch (error) {
      return this.#failed(ticket, error);
    } finally {
      ticket.release();
    }
  }

  /** Mends it if it is broken. Those that wait get a `BrokenBarrierError`. */
  reset(): void {
    this.check();
    thread().core.resetBarrier(this.#view.address);
  }

  /** Breaks it: those that wait, and those that come, get a `BrokenBarrierError` until it is reset. */
  abort(): void {
    this.#break(layout.BROKEN_BY_ABORT);
  }

  /** The ticket of a party that has come. */
  #admitted(arrival: number): Ticket {
    if (arrival === layout.BLOCKED) this.#break(layout.BROKEN_BY_TIMEOUT);
    if (arrival === layout.BLOCKED || arrival === layout.CLOSED) {
      throw brokenBarrierError(this.#barrier.broken || layout.BROKEN_BY_RESET);
    }
    return new Ticket(arrival < 0 ? throwCoreError(arrival, "a wait") : arrival);
  }

  /** Its place, once it has been let through; after its timeout it breaks the barrier instead. */
  #passed(ticket: Ticket): number {
    if (thread().core.giveUp(ticket.hold, layout.BROKEN_BY_TIMEOUT) === layout.TICKET_CALLED) {
      return ticket.value;
    }
    throw brokenBarrierError(ticket.value);
  }

  /** Its place, now that the action is done. */
  #opened(ticket: Ticket): number {
    if (thread().core.openBarrier(ticket.hold) === layout.TICKET_CALLED) return ticket.value;
    throw brokenBarrierError(ticket.value);
  }

  /** The wait was interrupted, or the action threw: nobody is to wait for this party in vain. */
  #failed(ticket: Ticket, error: unknown): never {
    const reason = ticket.state === layout.TICKET_ACTS ? layout.BROKEN_BY_ACTION : layout.BROKEN_BY_SIGNAL;
    thread().core.giveUp(ticket.hold, reason);
    throw error;
  }

  #break(reason: number): void {
    this.check();
    thread().core.breakBarrier(this.#view.address, reason);
  }

  #withTimeout<O extends BlockingOptions>(options: O | undefined): O | BlockingOptions | undefined {
    if (this.#timeout === undefined || options?.timeout !== undefined) return options;
    return { ...options, timeout: this.#timeout };
  }

  /** Its words; throws if it has been disposed of. */
  get #barrier(): BarrierView {
    this.check();
    return this.#view;
  }

  /** @internal */
  protected override get stateText(): string {
    return this.broken ? "broken" : `waiting=${this.nWaiting}/${this.parties}`;
  }

  /** @internal */
  protected override get sharedType(): string {
    return "Barrier";
  }

  /** @internal */
  protected override get extraState(): BarrierState {
    return { timeout: this.#timeout, action: this.#action?.ref, args: this.#action?.args };
  }
}

function createBarrier(parties: number, options: BarrierOptions): Handle {
  if (!(Number.isInteger(parties) && parties >= 1 && parties <= MAX_PARTIES)) {
    throw new RangeError(
      `Cannot create a barrier as 'parties' must be an integer from 1 to below 2^31: received ${
        shown(parties)
      }`,
    );
  }
  checkOptions(options, ["action", "args", "timeout"], "create a barrier");
  checkTimeout(options.timeout, "create a barrier");
  const { action, args } = options;
  if (args !== undefined && !Array.isArray(args)) {
    throw new TypeError(`Cannot create a barrier as 'args' must be an array: received ${String(args)}`);
  }
  if (args !== undefined && action === undefined) {
    throw new TypeError("Cannot create a barrier as 'args' are for an 'action': received none");
  }
  if (action !== undefined && typeof action !== "function") {
    throw new TypeError(
      `Cannot create a barrier as 'action' must be a function: received ${shown(action)}`,
    );
  }
  return Handle.object(layout.KIND_BARRIER, "a barrier", parties, action === undefined ? 0 : 1);
}

function brokenBarrierError(reason: number): BrokenBarrierError {
  return new BrokenBarrierError(`Cannot wait at the barrier as ${BREAK_REASONS[reason] ?? "it is broken"}`);
}

registerSharedType("Barrier", ([ref], state, mode) => {
  const Revived = Barrier as unknown as new (handle: Handle, state: BarrierState) => object;
  return new Revived(Handle.revive(ref, mode, "a barrier", layout.KIND_BARRIER), state as BarrierState);
});

let refer: (fn: AnyFunction) => FunctionRef = localRef;

/** Says how a function becomes a reference that other threads can follow. Workers, which only receive actions, need not know. */
export function setActionReferrer(referrer: (fn: AnyFunction) => FunctionRef): void {
  refer = referrer;
}

/** What the last party at a barrier runs: a function, or the reference to one that another thread sent. */
export class BarrierAction {
  #fn: AnyFunction | Promise<AnyFunction>;
  #ref: FunctionRef | undefined;
  /** What it is called with. */
  readonly args: readonly unknown[] | undefined;

  private constructor(
    fn: AnyFunction | Promise<AnyFunction>,
    args: readonly unknown[] | undefined,
    ref?: FunctionRef,
  ) {
    this.#fn = fn;
    this.args = args;
    this.#ref = ref;
    if (!(fn instanceof Promise)) return;
    // Loaded by the time that it is needed, if all goes well; if not, whoever calls it is told.
    fn.then((loaded) => this.#fn = loaded, () => {});
  }

  static of(fn: AnyFunction, args?: readonly unknown[]): BarrierAction {
    return new BarrierAction(fn, args);
  }

  static revive(ref: FunctionRef, args?: readonly unknown[]): BarrierAction {
    return new BarrierAction(resolveAction(ref), args, ref);
  }

  /** How it travels. Throws for a function that cannot. */
  get ref(): FunctionRef {
    return this.#ref ??= refer(this.#fn as AnyFunction);
  }

  /** Runs it. */
  async call(): Promise<void> {
    await (await this.#fn)(...this.args ?? []);
  }

  /** As `call`, at once. Throws a `TypeError` if that cannot be. */
  callSync(): void {
    if (this.#fn instanceof Promise) {
      throw new TypeError(
        "Cannot run a barrier's action in 'waitSync' before its module is loaded: let the action use nothing but its own names, or use 'wait'",
      );
    }
    if (this.#fn(...this.args ?? []) instanceof Promise) {
      throw new TypeError("Cannot wait for a barrier's asynchronous action in 'waitSync': use 'wait'");
    }
  }
}

function resolveAction(ref: FunctionRef): AnyFunction | Promise<AnyFunction> {
  if (ref.kind !== "kernel") return resolveFunction(ref);
  throw new TypeError(`Cannot use the kernel "${ref.name}" as a barrier's action: call it in a function`);
}
