import { loadCount, loadWord, type Words } from "../atomics/words.ts";
import * as layout from "../core/layout.ts";
import { recordStart } from "./records.ts";
import { thread } from "./thread.ts";

// Other threads change an object at any time, through calls of the core, so all loads are atomic. Some words are set when the
// object is made and never change, such as a barrier's parties; they are loaded in the same way.

/** Address of the waitable of the object at `address`. */
export function objectWaitable(address: number): number {
  return address + layout.OBJECT_WAITABLE;
}

/** An object of the control memory, by its address. Nobody but the core changes it. */
abstract class SharedObjectView {
  readonly address: number;
  protected readonly words: Words;

  constructor(address: number) {
    this.address = address;
    this.words = thread().words;
  }

  /** Address of the waitable that is signalled when the object changes. */
  get waitable(): number {
    return this.address + layout.OBJECT_WAITABLE;
  }
}

/** The words of a lock of either kind. */
export class LockView extends SharedObjectView {
  /** `KIND_LOCK` or `KIND_RLOCK`. */
  get kind(): number {
    return loadWord(this.words, this.address + layout.OBJECT_KIND);
  }

  /** Slot, plus 1, of the thread that holds it, 0 if none does. */
  get owner(): number {
    return loadWord(this.words, this.address + layout.LOCK_OWNER);
  }
}

/** The words of a semaphore. */
export class SemaphoreView extends SharedObjectView {
  /** Permits left. */
  get value(): number {
    return loadWord(this.words, this.address + layout.SEMAPHORE_VALUE);
  }
}

/** The words of an event. */
export class EventView extends SharedObjectView {
  /** Counts how often it was set or cleared; odd if it is set. */
  get turns(): number {
    return loadCount(this.words, this.address + layout.EVENT_TURNS);
  }
}

/** The words of a condition. */
export class ConditionView extends SharedObjectView {
  /** Address of its lock. */
  get lock(): number {
    return recordStart(loadWord(this.words, this.address + layout.CONDITION_LOCK));
  }
}

/** The words of a barrier. */
export class BarrierView extends SharedObjectView {
  get parties(): number {
    return loadWord(this.words, this.address + layout.BARRIER_PARTIES);
  }

  /** Parties that have come and wait. */
  get waiting(): number {
    return loadWord(this.words, this.address + layout.LINE_LENGTH);
  }

  /** One of `BROKEN_BY_…`, 0 while it is whole. */
  get broken(): number {
    return loadWord(this.words, this.address + layout.BARRIER_BROKEN);
  }
}

/** The words of a ticket: a place in the line of one of the above. */
export class TicketView extends SharedObjectView {
  /** One of `TICKET_WAITS` to `TICKET_LEFT`. */
  get state(): number {
    return loadWord(this.words, this.address + layout.TICKET_STATE);
  }

  /** The depth of the condition's lock; the place at the barrier, or why that broke; the items taken from a queue. */
  get value(): number {
    return loadWord(this.words, this.address + layout.TICKET_VALUE);
  }
}

/** The words of a queue. */
export class QueueView extends SharedObjectView {
  /** Messages in it. */
  get count(): number {
    return loadWord(this.words, this.address + layout.QUEUE_COUNT);
  }

  /** The most messages that it may have, 0 if there is no limit. */
  get limit(): number {
    return loadWord(this.words, this.address + layout.QUEUE_LIMIT);
  }

  /** Bytes that its messages take. */
  get bytes(): number {
    return loadWord(this.words, this.address + layout.QUEUE_BYTES) >>> 0;
  }

  /** The most bytes that they may take, 0 if there is no limit. */
  get byteLimit(): number {
    return loadWord(this.words, this.address + layout.QUEUE_BYTE_LIMIT) >>> 0;
  }

  /** Messages put and not yet reported done. */
  get unfinished(): number {
    return loadCount(this.words, this.address + layout.QUEUE_UNFINISHED);
  }

  /** Messages that threads had taken, and not reported done, when they ended. */
  get lost(): number {
    return loadCount(this.words, this.address + layout.QUEUE_LOST);
  }

  /** Whether its writers are gone, or it was closed. */
  get isClosed(): boolean {
    return loadWord(this.words, this.address + layout.QUEUE_CLOSED) !== 0;
  }

  /** Whether its readers are gone. */
  get hasLostReaders(): boolean {
    return loadWord(this.words, this.address + layout.QUEUE_READERS_GONE) !== 0;
  }

  /** Bytes of a large buffer in the message that is being packed for it, 0 if there is none or a reader knows. */
  get expectedBytes(): number {
    return loadWord(this.words, this.address + layout.QUEUE_EXPECTED_BYTES);
  }
}

/** The words of one end of a pipe. */
export class ConnectionView extends SharedObjectView {
  /** Record of the queue that it reads, 0 if there is none. */
  get reads(): number {
    return loadWord(this.words, this.address + layout.CONNECTION_READS);
  }

  /** Record of the queue that it writes, 0 if there is none. */
  get writes(): number {
    return loadWord(this.words, this.address + layout.CONNECTION_WRITES);
  }
}
