import { loadCount, loadWord, storeWord, swapWord, type Words } from "../atomics/words.ts";
import * as layout from "../core/layout.ts";
import { thread } from "./thread.ts";

/**
 * A thread's slot in the control memory.
 *
 * Its thread writes some words of it and others write the rest, while any thread may look, so nearly all of them are read by
 * atomic loads: a value that is seen changed tells that all that was written before it can be seen too. The exceptions are
 * said: the words of a call of the core, which only its own thread uses.
 */
export class Slot {
  readonly #words: Words;
  readonly #start: number;

  /** The slot of that number. */
  constructor(slot: number) {
    this.#words = thread().words;
    this.#start = layout.SLOTS + slot * layout.SLOT_SIZE;
  }

  /** One of `STATE_FREE` to `STATE_ENDED`. */
  get state(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_STATE);
  }

  /** Counts the threads that have had this slot. */
  get generation(): number {
    return loadCount(this.#words, this.#start + layout.SLOT_GENERATION);
  }

  /** The thread's number, never used again in this program. */
  get serial(): number {
    return loadCount(this.#words, this.#start + layout.SLOT_SERIAL);
  }

  /** Slot of the thread that asked for this one, 0 if none did, or it is gone. */
  get parent(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_PARENT);
  }

  set parent(slot: number) {
    storeWord(this.#words, this.#start + layout.SLOT_PARENT, slot);
  }

  /** Address of the waitable that changes with the state. */
  get life(): number {
    return this.#start + layout.SLOT_LIFE;
  }

  /** Number of the cell that the thread runs, -1 if there is none. */
  get cell(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_CELL) - 1;
  }

  // How a thread is started, and how it ended

  /** Record of the message that says what thread is asked for. */
  get order(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_ORDER);
  }

  /** Whether the thread was ready to run tasks at some time. */
  get wasReady(): boolean {
    return loadWord(this.#words, this.#start + layout.SLOT_WAS_READY) !== 0;
  }

  /** Valid once the state is `STATE_FINISHED`. */
  get exitCode(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_EXIT_CODE);
  }

  /** Record of a message that tells why the thread ended, 0 if there is none. */
  get exitReason(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_EXIT_REASON);
  }

  set exitReason(record: number) {
    storeWord(this.#words, this.#start + layout.SLOT_EXIT_REASON, record);
  }

  /** The parent's hold of the message that says how the thread ended, 0 if there is none: valid once that is told. */
  get report(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_REPORT);
  }

  /** Whether the watchdog has the proof that the thread is dead. */
  get isDeathReported(): boolean {
    return loadWord(this.#words, this.#start + layout.SLOT_DEATH_REPORTED) !== 0;
  }

  /** The first of the holds that it owns, 0 if there is none. */
  get firstHold(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_HOLDS);
  }

  /** How far its end has come: 0, or one of `ENDING_TOLD` to `ENDING_NEVER`. */
  get ending(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_ENDING);
  }

  /** Whether the thread that had the slot last was killed, and is not proven to be dead. */
  get mayStillWrite(): boolean {
    return loadWord(this.#words, this.#start + layout.SLOT_KILLED_SERIAL) !== 0;
  }

  // How a thread is stopped

  /** 0, `KILL_ANYWAY`, or `KILL_RUNNING` and the cell that the thread must be running. */
  get kill(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_KILL);
  }

  /** Takes what {@linkcode Slot.kill} says, so that it is done once. */
  takeKill(): number {
    return swapWord(this.#words, this.#start + layout.SLOT_KILL, 0);
  }

  /** 0, or one of `STOP_RAISED` to `STOP_FINAL`: the thread enters no call of the core any more. */
  get stop(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_STOP);
  }

  /** Where {@linkcode Slot.stop} is, to sleep on. */
  get stopAddress(): number {
    return this.#start + layout.SLOT_STOP;
  }

  /** 1 while the thread is inside a call of the core. */
  get sections(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_SECTIONS);
  }

  /** Where {@linkcode Slot.sections} is, to sleep on. */
  get sectionsAddress(): number {
    return this.#start + layout.SLOT_SECTIONS;
  }

  /** Address of the waitable that the thread sleeps on, 0 if none. */
  get parked(): number {
    return loadWord(this.#words, this.#start + layout.SLOT_PARKED);
  }

  /** Whether the thread sleeps on its doorbell. */
  get isDozing(): boolean {
    return loadWord(this.#words, this.#start + layout.SLOT_DOZING) !== 0;
  }

  set isDozing(isDozing: boolean) {
    storeWord(this.#words, this.#start + layout.SLOT_DOZING, isDozing ? 1 : 0);
  }

  // The doorbell

  /** Counts the rings of the thread's doorbell. */
  get rings(): number {
    return loadCount(this.#words, this.#start + layout.SLOT_DOORBELL);
  }

  /** Where {@linkcode Slot.rings} is, to wait for. */
  get ringsAddress(): number {
    return this.#start + layout.SLOT_DOORBELL;
  }

  /** Has the ring notify that finds this count. */
  arm(rings: number): void {
    storeWord(this.#words, this.#start + layout.SLOT_ARMED, rings);
  }

  // Words of a call of the core: plain, as only the thread itself and its calls use them

  /** End of the part of a job that the thread claimed last. */
  get claimedEnd(): number {
    return this.#words[(this.#start + layout.SLOT_CLAIMED_END) >> 2]!;
  }

  /** Address of the name that the thread asks for, laid out as a name. */
  get nameAddress(): number {
    return this.#start + layout.SLOT_NAME;
  }

  /** Address of the short message, of up to `SHORT_BYTES` bytes, that the thread is about to put, or has just got. */
  get shortAddress(): number {
    return this.#start + layout.SLOT_SHORT;
  }
}
