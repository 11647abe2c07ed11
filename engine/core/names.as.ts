// Names: blocks that any thread finds by a text. All of it under the heap lock, so who finds a name holds what it names
// before another can take the name away. The text asked for lies in the calling thread's slot.
import {
  HOLD_TARGET,
  NAME_COUNT,
  NAME_DETAIL,
  NAME_HOLD,
  NAME_LENGTH,
  NAME_SIZE,
  NAME_TOP,
  NAMES,
  NO_ROOM,
  OWNER_SLOT,
  RECORD_GENERATION,
  SLOT_NAME,
  STALE,
  TAKEN,
} from "./layout";
import { recordAddress } from "./gaps.as";
import { isCurrent } from "./heap.as";
import { releaseLocked } from "./release.as";
import { hasHold, holdAddress, newHold } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { enter, leave, selfSlot, slotAddress } from "./section.as";

// @ts-ignore: decorator
@inline
function nameAddress(index: u32): usize {
  return NAMES + <usize>index * NAME_SIZE;
}

/** Whether the length and the text are those asked for. */
// @ts-ignore: decorator
@inline
function isSame(name: usize, asked: usize): bool {
  let at: usize = NAME_LENGTH;
  while (at < <usize>NAME_SIZE && load<u64>(name + at) == load<u64>(asked + at)) at += 8;
  return at == <usize>NAME_SIZE;
}

/** The name that this thread asks for, 0 if there is none. */
// @ts-ignore: decorator
@inline
function lookUp(): usize {
  const asked = slotAddress(selfSlot()) + SLOT_NAME;
  const top = load<u32>(NAME_TOP);
  let found: usize = 0;
  for (let i: u32 = 0; i < top && found == 0; i++) {
    const name = nameAddress(i);
    if (load<u32>(name, NAME_HOLD) != 0 && isSame(name, asked)) found = name;
  }
  return found;
}

/** Gives a record the name and the detail in this thread's slot: 0, or TAKEN, STALE or NO_ROOM. */
export function bindName(record: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrent(record, generation)) {
    const top = load<u32>(NAME_TOP);
    let index: u32 = 0;
    while (index < top && load<u32>(nameAddress(index), NAME_HOLD) != 0) index++;
    if (lookUp() != 0) {
      result = TAKEN;
    } else if (index == <u32>NAME_COUNT || !hasHold()) {
      result = NO_ROOM;
    } else {
      const name = nameAddress(index);
      memory.copy(name, slotAddress(selfSlot()) + SLOT_NAME, NAME_SIZE);
      store<u32>(name, newHold(record, OWNER_SLOT), NAME_HOLD);
      if (index == top) store<u32>(NAME_TOP, top + 1);
      result = 0;
    }
  }
  unlockHeap();
  leave();
  return result;
}

/** A hold of this thread on what has the name, whose detail is then in this thread's slot; STALE or NO_ROOM. */
export function findName(): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  const name = lookUp();
  if (name != 0) {
    store<u32>(slotAddress(selfSlot()) + SLOT_NAME, load<u32>(name, NAME_DETAIL), NAME_DETAIL);
    const record = load<u32>(holdAddress(load<u32>(name, NAME_HOLD)), HOLD_TARGET);
    result = hasHold() ? newHold(record, OWNER_SLOT + selfSlot()) : NO_ROOM;
  }
  unlockHeap();
  leave();
  return result;
}

/** Takes the name from a record; STALE if it is not the record's. */
export function unbindName(record: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  const name = lookUp();
  if (name != 0) {
    const hold = load<u32>(name, NAME_HOLD);
    const isIts = load<u32>(holdAddress(hold), HOLD_TARGET) == record &&
      load<u32>(recordAddress(record), RECORD_GENERATION) == generation;
    if (isIts) {
      store<u32>(name, 0, NAME_HOLD);
      releaseLocked(hold);
      result = 0;
    }
  }
  unlockHeap();
  leave();
  return result;
}
