import { throwCoreError } from "../memory/refuse.ts";
import { thread } from "../memory/thread.ts";
import { Copier } from "./copier.ts";
import { toTransferError } from "./explain.ts";
import type { RevivalMode } from "./shared_object.ts";
import { toDecodeError } from "./unreadable.ts";

/** A value copied as if it was sent to another thread, and this thread's holds on the shared objects in it. */
export class LocalCopy {
  readonly value: unknown;
  readonly #holds: number[] = [];

  /**
   * Copies a value, which errors call `name`. Shared objects in it that are borrowed are good until it is released.
   *
   * @throws {TransferError} If something in it cannot travel; the message names the path to it.
   */
  constructor(value: unknown, mode: RevivalMode, name: string) {
    const copier = new Copier();
    try {
      copier.walk(value);
    } catch (error) {
      throw toTransferError(value, name, error);
    }
    try {
      this.#hold(copier);
      this.value = finish(copier, mode);
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** Lets go of the holds. Idempotent. */
  release(): void {
    for (const hold of this.#holds.splice(0)) thread().core.release(hold);
  }

  #hold({ refs }: Copier): void {
    for (const { record, generation } of refs) {
      const hold = thread().core.hold(record, generation, -1);
      if (hold < 0) throwCoreError(hold, "a shared object in a message");
      this.#holds.push(hold);
    }
  }
}

function finish(copier: Copier, mode: RevivalMode): unknown {
  try {
    return copier.finish(mode);
  } catch (error) {
    throw toDecodeError(error);
  }
}
