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

/** What the collector is made to do, one after the other until something is found: see {@linkcode runCollector}. */
const EFFORTS = [[64, false], [8, true], [256, false], [16, true], [8, true]] as const;
/** How many of these are made if there is no hurry. */
const FIRST_EFFORTS = 2;

/** Releases the holds whose handles are gone. */
function sweep(urgent: boolean): boolean {
  for (const [count, keep] of urgent ? EFFORTS : EFFORTS.slice(0, FIRST_EFFORTS)) {
    runCollector(count, keep);
    const here = members.call();
    if (here === undefined) return false;
    const lost = [...holds].filter((hold) => !here.has(hold));
    for (const hold of lost) releaseHold(hold);
    if (lost.length > 0) return true;
  }
  return false;
}
