import { isolateState } from "../platform/copies.ts";
import { actor } from "../memory/thread_local.ts";
import { SLOT_COUNT, STATE_DEAD, STATE_FREE } from "../core/layout.ts";
import { ProcessError } from "../errors/process_error.ts";
import { isActorSlot } from "../memory/actor.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";

/** What a thread has to do on some occasion. */
export class HookList {
  readonly #hooks = new Set<() => void>();

  /** `hook` is called whenever the occasion comes. */
  add(hook: () => void): void {
    this.#hooks.add(hook);
  }

  /** Removes a hook. Returns whether it was there. */
  delete(hook: () => void): boolean {
    return this.#hooks.delete(hook);
  }

  get isEmpty(): boolean {
    return this.#hooks.size === 0;
  }

  /** The occasion has come. */
  run(): void {
    for (const hook of this.#hooks) hook();
  }
}

function hookList(occasion: string): HookList {
  return isolateState(`hooks: ${occasion}`, () => new HookList());
}

/** What this thread still has to do before it blocks, as nobody else can do it meanwhile. */
export const beforeBlockingHooks: HookList = hookList("before blocking");

/** Milliseconds that a thread blocks before its hooks for long blocking run, and between their runs. */
export const LONG_BLOCK_MS = 500;

/** What this thread has to do now and then when it blocks for a while, as nobody else can do it meanwhile. */
export const longBlockingHooks: HookList = /* @__PURE__ */ hookList("long blocking");

/** Milliseconds between two runs of the interrupt hooks. */
export const INTERRUPT_MS = 50;

/** What a thread that blocks looks at every so often, as its event loop cannot tell it meanwhile. */
export const interruptHooks: HookList = hookList("interrupts");

const blocking = isolateState("blocking", () => ({ depth: 0 }));

/** Whether this thread blocks, so that its event loop stands still. */
export function isBlocking(): boolean {
  return blocking.depth > 0;
}

/** Calls `wait`, in which this thread blocks. */
export function runBlocking<R>(wait: () => R): R {
  blocking.depth++;
  try {
    return wait();
  } finally {
    blocking.depth--;
  }
}

/**
 * What this thread has to do when others ask it, also while it sleeps in `waitSync`: the main thread alone is asked. Who asks
 * counts that in the control memory and wakes it wherever it sleeps (`requestMain` in `engine/core/signal.as.ts`).
 */
export const mainRequestHooks: HookList = hookList("main requests");

/**
 * What this thread itself could run while it waits, as the inline backend's tasks: each function runs one thing, and says whether
 * there was one.
 */
export const otherWork: Set<() => boolean> = isolateState("other work", () => new Set());

/** Runs one thing; false if there is none. Throws a `ProcessError` if that has ended who waits. */
export function runOtherWork(): boolean {
  if (otherWork.size === 0) return false;
  const caller = actor();
  for (const run of otherWork) {
    if (!run()) continue;
    caller?.throwIfKilled();
    return true;
  }
  return false;
}

/**
 * Whether this thread may sleep for `timeout` ms: not if there can be no other, where sleeping is not allowed and nothing would
 * change meanwhile.
 *
 * @throws {ProcessError} If the wait would never end: `timeout` is Infinity, and this is the only thread that there is.
 */
export function mayBlock(timeout: number): boolean {
  if (timeout === Infinity && isAlone()) {
    throw new ProcessError(
      "Cannot block as nothing else runs that could end the wait: use the method that returns a promise",
    );
  }
  return thread().isShared;
}

/** Whether no other thread has a slot. */
function isAlone(): boolean {
  const { isShared, slot: own } = thread();
  if (!isShared) return true;
  if (own !== 0) return false;
  for (let slot = 1; slot < SLOT_COUNT; slot++) {
    const { state } = new Slot(slot);
    if (state !== STATE_FREE && state !== STATE_DEAD && !isActorSlot(slot)) return false;
  }
  return true;
}
