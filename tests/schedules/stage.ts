/** What programs are made of: a machine with a memory that is ready, its objects, and a census of what is in use. */
import * as layout from "../../engine/core/layout.ts";
import type { Core } from "../../engine/memory/core.ts";
import type { Program } from "./explore.ts";
import { Machine } from "./machine.ts";
import type { Script, Thread } from "./thread.ts";

const HEAP_BYTES = 1 << 20;
/** Entries of a ring: few, so that it is full at times. */
const RING_CAPACITY = 4;
export const POOL_RING: number = layout.POOL_RINGS;

/** A program to be played in all orders. */
export interface Play {
  readonly name: string;
  /** What it is about. */
  readonly room: "queue" | "lock" | "condition" | "barrier" | "ring" | "holds" | "heap lock" | "waiting";
  /** Whether it is too long for every run of the tests. */
  readonly isLong?: boolean;
  /** Whether the heap lock's own steps are played, which make many more orders. */
  readonly isExact?: boolean;
  readonly stage: (stage: Stage) => Program;
}

/** An object or a block, by what names it. */
export interface Ref {
  readonly record: number;
  readonly generation: number;
  readonly address: number;
  /** The hold of the thread that made it. */
  readonly hold: number;
  /** An object's waitable. */
  readonly waitable: number;
}

/** What is in use. */
export interface Census {
  readonly records: number;
  readonly holds: number;
  readonly objects: number;
  readonly bytes: number;
  readonly shorts: number;
}

/** Where a program is prepared. */
export class Stage {
  readonly machine: Machine;
  readonly #words: Int32Array;
  /** A thread that is none of the program's: it prepares, and looks afterwards. */
  readonly main: Thread;

  constructor(module: WebAssembly.Module, isExact = false) {
    this.machine = new Machine(module);
    this.machine.isLockWhole = !isExact;
    this.#words = this.machine.words;
    this.main = this.machine.threads.at(-1)!;
    this.main.at("format", layout.HEAP_START, HEAP_BYTES);
    for (const thread of this.machine.threads) {
      thread.at("openSlot", thread.slot, thread.slot);
      thread.at("openRing", thread.slot, RING_CAPACITY);
      thread.at("setState", layout.STATE_READY);
    }
    this.main.at("openRing", POOL_RING, RING_CAPACITY);
  }

  word(address: number): number {
    return this.#words[address >> 2]!;
  }

  /** An object, which the thread that prepares holds. */
  create(kind: number, first = 0, second = 0, by: Thread = this.main): Ref {
    return this.ref(by.at("create", kind, first, second));
  }

  /** What a hold refers to. */
  ref(hold: number): Ref {
    if (hold <= 0) throw new Error(`There is no hold: ${hold}`);
    const record = this.word(layout.HOLDS + hold * layout.HOLD_SIZE + layout.HOLD_TARGET);
    const at = layout.RECORDS + record * layout.RECORD_SIZE;
    const address = this.word(at + layout.RECORD_ADDRESS);
    const generation = this.word(at + layout.RECORD_GENERATION);
    return { record, generation, address, hold, waitable: address + layout.OBJECT_WAITABLE };
  }

  /** What is in use now. */
  census(): Census {
    const free = (head: number, next: (item: number) => number) => {
      let count = 0;
      for (let item = this.word(head); item !== 0; item = this.word(next(item))) count++;
      return count;
    };
    const holdNext = (hold: number) => layout.HOLDS + hold * layout.HOLD_SIZE + layout.HOLD_NEXT;
    const recordNext = (record: number) => layout.RECORDS + record * layout.RECORD_SIZE + layout.RECORD_NEXT;
    return {
      records: this.word(layout.RECORD_TOP) - free(layout.RECORD_FREE, recordNext),
      holds: this.word(layout.HOLD_TOP) - free(layout.HOLD_FREE, holdNext),
      objects: this.word(layout.OBJECT_TOP) -
        free(layout.OBJECT_FREE, (object) => object + layout.OBJECT_RECORD),
      bytes: this.word(layout.USED_BYTES),
      shorts: this.word(layout.SHORT_TOP) - free(layout.SHORT_FREE, holdNext),
    };
  }

  /** Throws unless all is at rest: nothing is locked, nobody sleeps or is inside, and as much is in use as in a census before. */
  assertRest(before: Census): void {
    same("heap lock", this.word(layout.HEAP_LOCK), 0);
    for (const { slot } of this.machine.threads) {
      const address = layout.SLOTS + slot * layout.SLOT_SIZE;
      same(`sections of slot ${slot}`, this.word(address + layout.SLOT_SECTIONS), 0);
      same(`parked in slot ${slot}`, this.word(address + layout.SLOT_PARKED), 0);
    }
    for (let top = this.word(layout.OBJECT_TOP), object = 0; object < top; object++) {
      const waitable = layout.OBJECTS + object * layout.OBJECT_SIZE + layout.OBJECT_WAITABLE;
      same(`sleepers of object ${object}`, this.word(waitable + layout.WAIT_SLEEPERS), 0);
    }
    same("census", JSON.stringify(this.census()), JSON.stringify(before));
  }
}

/** Throws unless two values are the same. */
export function same<T>(what: string, received: T, expected: T): void {
  if (received !== expected) throw new Error(`${what}: ${received}, not ${expected}`);
}

/** Throws unless something holds. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** Stops a thread as the engine does, at whatever point it is, and gives back what it held. */
export function killer(victimIndex: number, stage: Stage): Script {
  return function* (thread) {
    const victim = stage.machine.threads[victimIndex]!;
    yield* thread.call("setStop", victim.slot, layout.STOP_RAISED);
    yield* thread.untilOutside(victim);
    yield* thread.terminate(victim);
    yield* thread.call("setStop", victim.slot, layout.STOP_FINAL);
    yield* reaping(thread, victim);
  };
}

/** Ends a thread that dies by itself, which it does in JavaScript, and gives back what it held. */
export function death(victimIndex: number, stage: Stage): Script {
  return function* (thread) {
    const victim = stage.machine.threads[victimIndex]!;
    yield* thread.terminate(victim, "by itself");
    yield* reaping(thread, victim);
  };
}

function* reaping(thread: Thread, victim: Thread): Generator<void, void, void> {
  let left: number;
  do left = yield* thread.call("reap", victim.slot, 0, 1); while (left === layout.MORE);
  same("reap", left, 0);
}

/** A call that must succeed. */
export function* done(thread: Thread, name: keyof Core, ...args: number[]): Generator<void, number, void> {
  const result = yield* thread.call(name, ...args);
  if (result < 0) throw new Error(`${name} gave ${result}`);
  return result;
}
