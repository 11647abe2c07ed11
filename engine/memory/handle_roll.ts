/**
 * Importing this has handles that nobody refers to let go of what they hold as soon as room is needed, also while the thread does
 * not return to its event loop, where finalizers run.
 *
 * @module
 */
import { answerCall, runCollector, WeakRoll } from "../platform/collector.ts";
import { keepRoll, type OwnHold, releaseHold } from "./handle.ts";
import { thread } from "./thread.ts";

const members = new WeakRoll();
/** The holds of handles that were not disposed of. */
const holds = new Set<OwnHold>();

keepRoll({
  add(handle, hold) {
    if (holds.size === 0) thread().sweepers.add(sweep);
    holds.add(hold);
    members.add(handle);
  },
  delete(hold, handle) {
    holds.delete(hold);
    if (handle !== undefined) members.delete(handle);
  },
  show: answerCall,
});

/** Releases the holds whose handles are gone. */
function sweep(thorough: boolean): boolean {
  runCollector(thorough);
  const here = members.call();
  if (here === undefined) return false;
  const lost = [...holds].filter((hold) => !here.has(hold));
  for (const hold of lost) releaseHold(hold);
  return lost.length > 0;
}
