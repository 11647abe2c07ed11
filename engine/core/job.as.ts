// A job is a parallel loop: threads claim parts of its range, large ones first and small ones last (guided
// self-scheduling: Polychronopoulos and Kuck, 1987).
import { BLOCKED, JOB_CURSOR, JOB_END, JOB_MIN_CLAIM, JOB_SHARE, SLOT_CLAIMED_END } from "./layout";
import { enter, leave, selfSlot, slotAddress } from "./section.as";

/** Sets the range [0, end) of a new job, the least that is claimed at once, and into how many parts what is left is cut. */
export function openJob(object: usize, end: i32, minClaim: i32, share: i32): void {
  enter();
  store<i32>(object, minClaim, JOB_MIN_CLAIM);
  store<i32>(object, share, JOB_SHARE);
  atomic.store<i32>(object, 0, JOB_CURSOR);
  atomic.store<i32>(object, end, JOB_END);
  leave();
}

/** Claims a part; its start, its end in the thread's slot. BLOCKED if nothing is left. */
export function claim(object: usize): i32 {
  enter();
  const end = atomic.load<i32>(object, JOB_END);
  let start = atomic.load<i32>(object, JOB_CURSOR);
  let result: i32 = BLOCKED;
  while (start < end) {
    const left = end - start;
    const size = min(left, max(load<i32>(object, JOB_MIN_CLAIM), left / load<i32>(object, JOB_SHARE)));
    const seen = atomic.cmpxchg<i32>(object, start, start + size, JOB_CURSOR);
    if (seen == start) {
      store<i32>(slotAddress(selfSlot()), start + size, SLOT_CLAIMED_END);
      result = start;
      break;
    }
    start = seen;
  }
  leave();
  return result;
}

/** Nothing more of it is claimed. */
export function stopJob(object: usize): void {
  enter();
  atomic.store<i32>(object, 0, JOB_END);
  leave();
}
