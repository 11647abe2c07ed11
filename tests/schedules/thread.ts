/** One thread of a program that is played: what it is about to do, and the steps of which its script is made. */
import {
  BLOCKED,
  CONTROL_BYTES,
  HEAP_LOCK,
  SLOT_ARMED,
  SLOT_DOORBELL,
  SLOT_SECTIONS,
  SLOT_SIZE,
  SLOT_STOP,
  SLOTS,
  WAIT_INTEREST,
} from "../../engine/core/layout.ts";
import type { Core } from "../../engine/memory/core.ts";
import { LOAD, WIDE } from "./instrument.ts";
import type { Machine } from "./machine.ts";

/** Bytes beyond the control memory for what a stopped call leaves of itself. */
export const STACK = 16384;
/** Of a step: it uses no word of that place. */
export const NOTHING = -1;

/**
 * What a step may have to wait for: that the heap lock is free, that a thread is outside of the core, that it can be ended, or that
 * it is where it might die by itself.
 */
export type Guard = "nothing" | "lock" | "outside" | "an end" | "an end by itself";

/** What the threads of a program do: each is a generator that stops where the thread may be overtaken. */
export type Script = (thread: Thread) => Generator<void, void, void>;

type Calls = { readonly [name in keyof Core]: (...args: number[]) => number };
interface Instance extends Calls {
  asyncify_start_unwind(stack: number): void;
  asyncify_stop_unwind(): void;
  asyncify_start_rewind(stack: number): void;
  asyncify_stop_rewind(): void;
}

/** One thread: what it is about to do, and the steps of which scripts are made. */
export class Thread {
  readonly index: number;
  readonly slot: number;
  readonly #machine: Machine;
  readonly #core: Instance;
  readonly #stack: number;
  /** The words that the next step uses, and whether it writes them. */
  word = NOTHING;
  writes = false;
  queue = NOTHING;
  /** What the next step waits for, and the other thread that it is about. */
  guard: Guard = "nothing";
  guarded: Thread | undefined;
  /** Whether it can go on, if that depends on the others. */
  ready: (() => boolean) | undefined;
  hasEnded = false;
  wasKilled = false;
  /** What it does, for reports. */
  doing = "";
  isAsleep = false;
  #isUnwinding = false;
  #isRewinding = false;
  #isWaiting = false;
  #spins = false;
  #stop = 0;
  #takesLock = false;
  #isInCall = false;
  #isAtHead = false;

  constructor(machine: Machine, module: WebAssembly.Module, index: number) {
    this.#machine = machine;
    this.index = index;
    this.slot = index + 1;
    this.#stack = CONTROL_BYTES + index * STACK;
    const env = {
      memory: machine.memory,
      access: (address: number, what: number) => this.#access(address + (what >> 3), what & 7),
      wait: (address: number, expected: number, offset: number) => this.#wait(address + offset, expected),
      notify: (address: number, count: number, offset: number) => this.#notify(address + offset, count),
    };
    this.#core = new WebAssembly.Instance(module, { env }).exports as unknown as Instance;
    this.#core.bind(this.slot);
  }

  reset(): void {
    this.hasEnded = this.wasKilled = this.isAsleep = false;
    this.#isUnwinding =
      this.#isRewinding =
      this.#isWaiting =
      this.#spins =
        false;
    this.#stop = 0;
    this.#takesLock = false;
    this.#isInCall = this.#isAtHead = false;
    this.ready = undefined;
    this.#plan(NOTHING, false);
  }

  /** Whether the thread can make its next step. */
  get isEnabled(): boolean {
    return !this.hasEnded && (this.ready === undefined || this.ready());
  }

  /** A call of the core while nothing else happens: to prepare, or to look. */
  at(name: keyof Core, ...args: number[]): number {
    this.#machine.calls.add(name);
    return this.#core[name](...args);
  }

  /** A call of the core. */
  *call(name: keyof Core, ...args: number[]): Generator<void, number, void> {
    const core = this.#core;
    this.#machine.calls.add(name);
    this.doing = name;
    this.#isAtHead = true; // where the function begins
    this.#isInCall = true;
    let result = core[name](...args);
    while (this.#isUnwinding) {
      core.asyncify_stop_unwind();
      this.#isUnwinding = false;
      yield;
      this.#isAtHead = false;
      this.#isRewinding = true;
      core.asyncify_start_rewind(this.#stack);
      result = core[name](...args);
    }
    this.doing = "";
    this.#isInCall = false;
    return result;
  }

  /** An atomic load, as JavaScript makes it. */
  *load(address: number): Generator<void, number, void> {
    if (this.#machine.note(this, address, false)) {
      this.#plan(address, false);
      yield;
    }
    return this.#machine.words[address >> 2]!;
  }

  /** An atomic store. */
  *store(address: number, value: number): Generator<void, void, void> {
    if (this.#machine.note(this, address, true)) {
      this.#plan(address, true);
      yield;
    }
    this.#machine.remember(address);
    this.#machine.words[address >> 2] = value;
  }

  /** `Atomics.wait`: sleeps while the word is `seen`, until somebody notifies. */
  *sleep(address: number, seen: number): Generator<void, void, void> {
    this.#machine.note(this, address, false);
    this.#plan(address, false, address);
    yield;
    if (this.#machine.words[address >> 2] !== seen) return;
    this.#fallAsleep(address);
    yield;
    this.ready = undefined;
  }

  /** Makes attempts until one succeeds, and sleeps between them: `waitSync` of engine/waiting, but for its spinning. */
  *waitFor(waitable: number, attempt: () => Generator<void, number, void>): Generator<void, number, void> {
    while (true) {
      const event = yield* this.load(waitable);
      const result = yield* attempt();
      if (result !== BLOCKED) return result;
      yield* this.call("park", waitable);
      yield* this.sleep(waitable, event);
      yield* this.call("unpark");
    }
  }

  /** Makes attempts whenever its doorbell rings, until one succeeds: a wait of `Doorbell` of engine/waiting, alone in its thread. */
  *listenFor(waitable: number, attempt: () => Generator<void, number, void>): Generator<void, number, void> {
    const slot = SLOTS + this.slot * SLOT_SIZE;
    const rings = slot + SLOT_DOORBELL, armed = slot + SLOT_ARMED;
    const interest = waitable + WAIT_INTEREST + (this.slot >> 5) * 4, bit = 1 << (this.slot & 31);
    let seen = 0;
    const retry = function* (thread: Thread): Generator<void, number, void> {
      seen = yield* thread.load(waitable);
      yield* thread.call("watch", waitable);
      return yield* attempt();
    };
    const serve = function* (thread: Thread): Generator<void, number, void> {
      const hasMoved = (yield* thread.load(waitable)) !== seen;
      if (!hasMoved && ((yield* thread.load(interest)) & bit) !== 0) return BLOCKED;
      return yield* retry(thread);
    };
    let result = yield* attempt();
    if (result === BLOCKED) result = yield* retry(this);
    while (result === BLOCKED) {
      let count: number;
      do {
        count = yield* this.load(rings);
        yield* this.store(armed, count);
      } while ((yield* this.load(rings)) !== count);
      result = yield* serve(this);
      if (result !== BLOCKED) break;
      yield* this.sleep(rings, count);
      result = yield* serve(this);
    }
    return result;
  }

  /** Waits until another thread is outside of the core. */
  *untilOutside(other: Thread): Generator<void, void, void> {
    const sections = sectionsOf(other);
    this.#machine.note(this, sections, false);
    this.#plan(sections, false);
    this.guard = "outside";
    this.guarded = other;
    this.ready = () => isOutside(this.#machine, other);
    yield;
    this.ready = undefined;
  }

  /** Ends another thread, where the runtime may end one. If it sleeps, it may still swallow a notification. */
  *terminate(victim: Thread, how: "by force" | "by itself" = "by force"): Generator<void, void, void> {
    this.#plan(NOTHING, false);
    this.guard = how === "by force" ? "an end" : "an end by itself";
    this.guarded = victim;
    this.ready = () => how === "by force" ? victim.isStoppable : !victim.#isInCall;
    yield;
    this.ready = undefined;
    if (!victim.hasEnded) victim.hasEnded = victim.wasKilled = true;
  }

  /** Whether the runtime may end it now, which it does in JavaScript, where a function begins, at the head of a loop, and asleep. */
  get isInCall(): boolean {
    return this.#isInCall;
  }

  get isStoppable(): boolean {
    return !this.#isInCall || this.#isAtHead || this.isAsleep;
  }

  #plan(word: number, writes: boolean, queue = NOTHING): void {
    this.word = word;
    this.writes = writes;
    this.queue = queue;
    this.guard = "nothing";
    this.guarded = undefined;
  }

  #access(address: number, what: number): void {
    const machine = this.#machine;
    const writes = (what & 3) !== LOAD;
    if (!machine.isPlaying) {
      if (writes) this.#remember(address, what);
      return;
    }
    // Nothing but the lock itself could end its spinning, and no other thread goes on meanwhile.
    if (this.#spins && !writes) return;
    if (this.#isRewinding) {
      this.#isRewinding = false;
      this.ready = undefined;
      this.#core.asyncify_stop_rewind();
    } else if (machine.note(this, address, writes) && !this.#takesLock) {
      this.#plan(address, writes);
      if (address === HEAP_LOCK && !writes) this.#planLock();
      if (this.#stop !== 0 && address === stopOf(this)) {
        this.#isAtHead = true;
        this.ready = this.#stopMoves;
      }
      this.#leave();
      return;
    }
    const value = machine.words[address >> 2]!;
    this.#stop = !writes && address === stopOf(this) ? value : 0;
    if (address === HEAP_LOCK) {
      this.#spins = !writes && value !== 0;
      this.#takesLock = machine.isLockWhole && !writes;
      if (writes) machine.holder = machine.holder === this ? undefined : value === 0 ? this : machine.holder;
    }
    if (writes) this.#remember(address, what);
  }

  #remember(address: number, what: number): void {
    this.#machine.remember(address);
    if (what & WIDE) this.#machine.remember(address + 4);
  }

  /** To find the heap lock free and to take it is one step, which waits until it is free. */
  #planLock(): void {
    this.#isAtHead = true;
    if (!this.#machine.isLockWhole) return;
    this.writes = true;
    this.guard = "lock";
    this.ready = this.#isLockFree;
  }

  readonly #isLockFree = (): boolean => this.#machine.words[HEAP_LOCK >> 2] === 0;

  /** It waits at the door of a section, and looks at its stop word again and again: it need not, until that has changed. */
  readonly #stopMoves = (): boolean => this.#machine.words[stopOf(this) >> 2] !== this.#stop;

  #wait(address: number, expected: number): number {
    if (!this.#isRewinding) {
      this.#machine.note(this, address, false);
      this.#plan(address, false, address);
      this.#leave();
      return 0;
    }
    this.#isRewinding = false;
    this.#core.asyncify_stop_rewind();
    if (this.#isWaiting) {
      this.#isWaiting = false;
      this.ready = undefined;
      return 0;
    }
    if (this.#machine.words[address >> 2] !== expected) return 1;
    this.#isWaiting = true;
    this.#fallAsleep(address);
    this.#leave();
    return 0;
  }

  #fallAsleep(address: number): void {
    this.isAsleep = true;
    this.#machine.sleepers.push({ thread: this, address });
    this.#plan(NOTHING, false, address);
    this.ready = () => !this.isAsleep;
  }

  #notify(address: number, count: number): number {
    const machine = this.#machine;
    if (!machine.isPlaying) return 0;
    if (this.#isRewinding) {
      this.#isRewinding = false;
      this.#core.asyncify_stop_rewind();
    } else {
      this.#plan(NOTHING, false, address);
      this.#leave();
      return 0;
    }
    return machine.wake(address, count >>> 0);
  }

  #leave(): void {
    this.#isUnwinding = true;
    const { words } = this.#machine;
    words[this.#stack >> 2] = this.#stack + 8;
    words[(this.#stack >> 2) + 1] = this.#stack + STACK;
    this.#core.asyncify_start_unwind(this.#stack);
  }
}

/** Where a thread counts that it is inside of the core. */
export function sectionsOf(thread: Thread): number {
  return SLOTS + thread.slot * SLOT_SIZE + SLOT_SECTIONS;
}

function stopOf(thread: Thread): number {
  return SLOTS + thread.slot * SLOT_SIZE + SLOT_STOP;
}

/** Whether a thread is outside of the core. */
export function isOutside(machine: Machine, thread: Thread): boolean {
  return machine.words[sectionsOf(thread) >> 2] === 0;
}
