import { BLOCKED, STATE_DEAD, STATE_ENDED, STATE_FINISHED, STATE_FREE, STATE_GONE } from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { Slot } from "../memory/slot.ts";
import type { ThreadIdentity } from "../memory/thread_identity.ts";

const OVER: readonly number[] = [STATE_FREE, STATE_FINISHED, STATE_GONE, STATE_DEAD, STATE_ENDED];

/** The thread that started this one, as this one sees it. */
export class ParentThread {
  readonly #slot: Slot;
  readonly #generation: number;

  constructor({ slot, generation }: NonNullable<ThreadIdentity["parent"]>) {
    this.#slot = new Slot(slot);
    this.#generation = generation;
  }

  /** Whether it has not ended, as far as is known. */
  get isAlive(): boolean {
    return this.#slot.generation === this.#generation && !OVER.includes(this.#slot.state);
  }

  /** Waits for its end, or `timeout` ms. */
  async join(timeout: number): Promise<void> {
    await doorbell().wait(this.#slot.life, 0, this.#ended, { timeout });
  }

  /** {@linkcode ParentThread.join}, blocking this thread. */
  joinSync(timeout: number): void {
    waitSync(this.#slot.life, this.#ended, timeout);
  }

  readonly #ended = (): number => this.isAlive ? BLOCKED : 0;
}
