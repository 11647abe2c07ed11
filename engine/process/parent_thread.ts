import {
  BLOCKED,
  SLOT_GENERATION,
  SLOT_LIFE,
  SLOT_STATE,
  STATE_DEAD,
  STATE_ENDED,
  STATE_FINISHED,
  STATE_FREE,
  STATE_GONE,
} from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { loadWord } from "../waiting/word.ts";
import { slotField } from "../memory/addresses.ts";
import type { ThreadIdentity } from "../memory/thread_identity.ts";

const OVER: readonly number[] = [STATE_FREE, STATE_FINISHED, STATE_GONE, STATE_DEAD, STATE_ENDED];

/** The thread that started this one, as this one sees it. */
export class ParentThread {
  readonly #slot: number;
  readonly #generation: number;

  constructor({ slot, generation }: NonNullable<ThreadIdentity["parent"]>) {
    this.#slot = slot;
    this.#generation = generation;
  }

  /** Whether it has not ended, as far as is known. */
  get isAlive(): boolean {
    return loadWord(slotField(this.#slot, SLOT_GENERATION)) === this.#generation &&
      !OVER.includes(loadWord(slotField(this.#slot, SLOT_STATE)));
  }

  /** Waits for its end, or `timeout` ms. */
  async join(timeout: number): Promise<void> {
    await doorbell().wait(slotField(this.#slot, SLOT_LIFE), 0, this.#ended, { timeout });
  }

  /** {@linkcode ParentThread.join}, blocking this thread. */
  joinSync(timeout: number): void {
    waitSync(slotField(this.#slot, SLOT_LIFE), this.#ended, timeout);
  }

  readonly #ended = (): number => this.isAlive ? BLOCKED : 0;
}
