import { OutOfMemoryError } from "../../errors/out_of_memory_error.ts";
import { thread } from "../../memory/thread.ts";
import { type Birth, birthOf } from "../../worker/self.ts";

/** What an inline worker or process is told about itself. It has a number as threads have, but no slot. */
export function inlineBirth(
  name: string,
  child: number,
  daemon: boolean,
  authKey?: Uint8Array<ArrayBuffer>,
): Birth {
  const { core } = thread();
  const slot = core.claimSlot();
  if (slot < 0) throw new OutOfMemoryError(`Cannot start "${name}": no slot is free`);
  try {
    return birthOf(slot, name, child, daemon, authKey);
  } finally {
    core.freeSlot(slot);
  }
}
