// In the place of ../core.as.ts where there is one thread only: no cells, no rings, and no threads to look after.
export { bind } from "./section.as";
export { format } from "./format.as";
export { alloc, create, hold } from "./heap.as";
export { release, taint } from "./release.as";
export { acquire, unlock } from "./lock.as";
export { addPermit, takePermit, takePermitForGuard } from "./semaphore.as";
export { setEvent } from "./event.as";
export { beginWait, leaveLine, notify, resume } from "./condition.as";
export { arrive, breakBarrier, giveUp, openBarrier, resetBarrier } from "./barrier.as";
export { closeQueue, get, limitBytes, openTaker, put, putShort, taskDone } from "./queue.as";
export { claim, openJob, stopJob } from "./job.as";
export { bindName, findName, unbindName } from "./names.as";
export { claimSlot, freeSlot, openSlot, reap, ring, wake, wakeSome, watch } from "./slot.as";
