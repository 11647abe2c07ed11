// The core module: every transition of a structure in the control memory is one call into it. It imports that memory
// alone, has no static data, allocates nothing, and calls nothing, so that a call is one flat function whose stack is
// checked at its entry, before its first store. See README.md.
export { bind } from "./section.as";
export { format } from "./format.as";
export { alloc, create, hold } from "./heap.as";
export { bequeath, release, taint } from "./release.as";
export { claimRing, freeRing, openRing, pop, push } from "./ring.as";
export { announce, cancel, complete, setCell, submit, take } from "./cell.as";
export { acquire, unlock } from "./lock.as";
export { addPermit, takePermit, takePermitForGuard } from "./semaphore.as";
export { setEvent } from "./event.as";
export { beginWait, leaveLine, notify, resume } from "./condition.as";
export { arrive, breakBarrier, giveUp, openBarrier, resetBarrier } from "./barrier.as";
export { closeQueue, expectBytes, get, limitBytes, openTaker, put, putShort, taskDone } from "./queue.as";
export { claim, openJob, stopJob } from "./job.as";
export { bindName, findName, unbindName } from "./names.as";
export {
  answerRequest,
  requestThread,
  claimSlot,
  requestKill,
  finish,
  freeSlot,
  reportDeath,
  openSlot,
  park,
  reap,
  ring,
  setState,
  setStop,
  tellEnding,
  unpark,
  wake,
  wakeSome,
  watch,
} from "./slot.as";
