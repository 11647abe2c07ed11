import { OutOfMemoryError } from "../errors/system_errors.ts";
import { ProcessError } from "../errors/process_error.ts";
import { isolateState } from "../platform/copies.ts";
import { reapSlot } from "./core_calls.ts";
import { thread } from "./thread.ts";

const slots = isolateState("actors", () => new Set<number>());

/** Whether an inline worker or process of this thread has the slot, and no other thread. */
export function isActorSlot(slot: number): boolean {
  return slots.has(slot);
}

/**
 * An inline worker or process, as the shared structures know it. It has a slot as a thread has, which holds its locks and its
 * places in line, and gives them back when it ends.
 */
export class Actor {
  readonly slot: number;
  readonly #name: string;
  /** Called at its end. */
  readonly exitListeners: Set<(ended: Actor) => void> = new Set();
  /** Whether it has ended by itself: what it left behind runs as the thread does. */
  hasExited = false;
  /** Whether it was killed. What it was about to do may go on all the same, until it waits for something of this library's. */
  wasKilled = false;

  /** Throws an `OutOfMemoryError` if no slot is free. */
  constructor(name: string) {
    this.#name = name;
    this.slot = thread().core.claimSlot();
    if (this.slot < 0) throw new OutOfMemoryError(`Cannot start "${name}": no slot is free`);
    slots.add(this.slot);
  }

  /** Whether it has ended. */
  get hasEnded(): boolean {
    return this.hasExited || this.wasKilled;
  }

  /** Throws a `ProcessError` if it was killed: it is on its way out. */
  throwIfKilled(): void {
    if (this.wasKilled) throw new ProcessError(`Cannot go on as "${this.#name}" was terminated`);
  }

  /** It holds nothing any more. Its locks are given back as abandoned. */
  end(isKilled: boolean): void {
    if (this.hasEnded) return;
    this.wasKilled = isKilled;
    this.hasExited = !isKilled;
    for (const end of this.exitListeners) end(this);
    slots.delete(this.slot);
    reapSlot(this.slot);
  }
}
