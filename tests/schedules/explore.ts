/**
 * Plays a program in all orders of its threads' steps that differ in more than the order of steps which do not touch each other:
 * dynamic partial-order reduction (Flanagan and Godefroid, POPL 2005) with the source sets and the sleep sets of Abdulla,
 * Aronis, Jonsson and Sagonas (POPL 2014). Each order is played from the start.
 */
import * as layout from "../../engine/core/layout.ts";
import { type Machine, MAX_THREADS } from "./machine.ts";
import { type Guard, isOutside, NOTHING, type Script, type Thread } from "./thread.ts";

/** A program, what is to hold when its threads have ended, and what it starts from: prepared once. */
export interface Program {
  readonly scripts: readonly Script[];
  /** Called before each order: forgets what the one before has left in the program's variables. */
  readonly begin?: () => void;
  /** Throws if something is wrong. */
  readonly check: () => void;
}

export interface Outcome {
  /** Orders that were played to their end. */
  readonly orders: number;
  /** Orders that turned out to be like another one. */
  readonly cut: number;
  /** The steps of the longest. */
  readonly steps: number;
  /** Whether these are all. */
  readonly isComplete: boolean;
  /** What was found wrong, and the order in which it is. */
  readonly failure?: string | undefined;
}

/** Steps of one order, at most: more of them go round in circles. */
const MAX_STEPS = 4000;

/** One step of the order that is played, and the choice among the threads that was there. */
interface Frame {
  thread: number;
  enabled: number;
  backtrack: number;
  done: number;
  sleep: number;
  /** What the step uses, and of each thread the last step that comes before it in every order like this one. */
  word: number;
  writes: boolean;
  queue: number;
  /** What it had to wait for, and of which thread. */
  guard: Guard;
  guarded: number;
  /** Before it: the threads outside of the core, those that can be ended, those in calls, and whether the heap lock is free. */
  outside: number;
  stoppable: number;
  inCalls: number;
  isFree: boolean;
  readonly clock: Int32Array;
  text: string;
}

/** Plays all orders, or `limit` of them, until one goes wrong. */
export function explore(machine: Machine, program: Program, limit = Infinity): Outcome {
  machine.settle();
  const found = new Exploration(machine, program);
  let restarts = 0;
  while (true) {
    machine.hasLearnt = false;
    const outcome = found.run(limit);
    if (outcome.failure !== undefined || !machine.hasLearnt) return outcome;
    if (++restarts > 200) throw new Error("New contended words are found again and again");
  }
}

/** Plays `count` orders at random: at each step the thread goes on, or with a chance of a third any that can. */
export function sample(machine: Machine, program: Program, count: number, seed: number): Outcome {
  machine.settle();
  let steps = 0, failure: string | undefined;
  let random = seed >>> 0;
  const next = (below: number) => {
    random = Math.imul(random ^ random >>> 15, 0x2c1b3c6d) + 0x9e3779b9 >>> 0;
    return (random >>> 8) % below;
  };
  let orders = 0;
  while (orders < count && failure === undefined) {
    machine.hasLearnt = false;
    const { threads, running } = begin(machine, program);
    try {
      for (const thread of threads) advance(thread, running[thread.index]!);
      let step = 0;
      for (let last = 0; !machine.hasLearnt; step++) {
        const enabled = threads.filter((thread) => thread.isEnabled);
        if (enabled.length === 0) break;
        if (step === MAX_STEPS) throw new Error("It goes round in circles");
        if (!threads[last]!.isEnabled || next(3) === 0) last = enabled[next(enabled.length)]!.index;
        advance(threads[last]!, running[last]!);
      }
      if (machine.hasLearnt) continue;
      finish(machine, program, threads);
      steps = Math.max(steps, step);
    } catch (error) {
      failure = messageOf(error);
    }
    orders++;
  }
  machine.isPlaying = false;
  machine.undo();
  return { orders, cut: 0, steps, isComplete: false, failure };
}

/** Brings everything back to the start. */
function begin(machine: Machine, program: Program): { threads: Thread[]; running: ReturnType<Script>[] } {
  machine.isPlaying = false;
  machine.undo();
  program.begin?.();
  machine.isPlaying = true;
  const threads = machine.threads.slice(0, program.scripts.length);
  return { threads, running: program.scripts.map((script, index) => script(threads[index]!)) };
}

/** No thread can go on: throws unless all have ended, and all is as it should be. */
function finish(machine: Machine, program: Program, threads: readonly Thread[]): void {
  const standing = threads.filter((thread) => !thread.hasEnded);
  if (standing.length > 0) {
    const places = standing.map(({ index, doing }) => `thread ${index} in ${doing || "a wait"}`);
    throw new Error(`It stands still: ${places.join(", ")}`);
  }
  machine.isPlaying = false;
  program.check();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

class Exploration {
  readonly #machine: Machine;
  readonly #program: Program;
  readonly #frames: Frame[] = [];
  #depth = 0;

  constructor(machine: Machine, program: Program) {
    this.#machine = machine;
    this.#program = program;
  }

  run(limit: number): Outcome {
    let orders = 0, cut = 0, steps = 0;
    this.#depth = 0;
    let isComplete = false;
    let failure: string | undefined;
    for (let fresh = 0; orders < limit;) {
      const end = this.#play(fresh);
      steps = Math.max(steps, this.#depth);
      if (end === "cut") cut++;
      else orders++;
      if (end !== "cut" && end !== "done") failure = end;
      if (failure !== undefined || this.#machine.hasLearnt) break;
      fresh = this.#next();
      isComplete = fresh < 0;
      if (isComplete) break;
    }
    this.#machine.isPlaying = false;
    this.#machine.undo();
    return { orders, cut, steps, isComplete, failure };
  }

  /** Plays one order: the frames there are, of which those from `fresh` on are new, and then on to the end. */
  #play(fresh: number): string {
    const machine = this.#machine;
    const { threads, running } = begin(machine, this.#program);
    try {
      for (const thread of threads) advance(thread, running[thread.index]!);
      let last = 0;
      for (let depth = 0;; depth++) {
        let enabled = 0, outside = 0, stoppable = 0, inCalls = 0;
        for (const thread of threads) {
          if (thread.isEnabled) enabled |= 1 << thread.index;
          if (isOutside(machine, thread)) outside |= 1 << thread.index;
          if (thread.isStoppable) stoppable |= 1 << thread.index;
          if (thread.isInCall) inCalls |= 1 << thread.index;
        }
        if (enabled === 0) {
          this.#depth = depth;
          finish(machine, this.#program, threads);
          return "done";
        }
        if (depth === MAX_STEPS) return this.#report("It goes round in circles");
        if (depth === this.#depth) {
          const sleep = depth === 0 ? 0 : this.#sleepAfter(threads, depth - 1);
          const choices = enabled & ~sleep;
          if (choices === 0) return "cut";
          const thread = choices & 1 << last ? last : 31 - Math.clz32(choices & -choices);
          this.#frames[depth] ??= newFrame();
          Object.assign(this.#frames[depth]!, { thread, backtrack: 1 << thread, done: 0, sleep });
          this.#depth++;
        }
        const frame = this.#frames[depth]!;
        const thread = threads[last = frame.thread]!;
        frame.enabled = enabled;
        frame.outside = outside;
        frame.stoppable = stoppable;
        frame.inCalls = inCalls;
        frame.isFree = machine.words[layout.HEAP_LOCK >> 2] === 0;
        frame.word = thread.word;
        frame.writes = thread.writes;
        frame.queue = thread.queue;
        frame.guard = thread.guard;
        frame.guarded = thread.guarded?.index ?? NOTHING;
        frame.text = thread.doing;
        this.#order(depth, depth >= fresh);
        advance(thread, running[last]!);
        if (machine.hasLearnt) return "cut";
      }
    } catch (error) {
      return this.#report(messageOf(error));
    }
  }

  /** Gives a step its place among those before it, and if it is new, tries it before each step that it could have come before. */
  #order(depth: number, isNew: boolean): void {
    const frames = this.#frames;
    const frame = frames[depth]!;
    const { clock } = frame;
    clock.fill(-1);
    let own = depth - 1;
    while (own >= 0 && frames[own]!.thread !== frame.thread) own--;
    if (own >= 0) clock.set(frames[own]!.clock);
    const isGuarded = frame.guard !== "nothing";
    if (isNew && isGuarded) this.#comeEarlier(depth);
    for (let earlier = depth - 1; earlier >= 0; earlier--) {
      const before = frames[earlier]!;
      if (earlier <= clock[before.thread]! || !depend(before, frame)) continue;
      if (isNew && !isGuarded) this.#reverse(earlier, depth);
      join(clock, before.clock);
    }
    clock[frame.thread] = depth;
  }

  /** A step that must wait for something could have come before the last step before which it need not have waited. */
  #comeEarlier(depth: number): void {
    const frame = this.#frames[depth]!;
    for (let earlier = depth - 1; earlier >= 0; earlier--) {
      const before = this.#frames[earlier]!;
      if (earlier <= frame.clock[before.thread]! || !depend(before, frame)) continue;
      if (!isPossible(frame, before)) continue;
      this.#reverse(earlier, depth);
      return;
    }
  }

  /** Has the step at `depth` tried before that at `earlier`, by one of the threads whose steps lead there. */
  #reverse(earlier: number, depth: number): void {
    const frames = this.#frames;
    const before = frames[earlier]!;
    let first = 0, seen = 0;
    for (let at = earlier + 1; at <= depth; at++) {
      const frame = frames[at]!;
      const comesAfter = at < depth && frame.clock[before.thread]! >= earlier;
      if (comesAfter || seen & 1 << frame.thread) continue;
      seen |= 1 << frame.thread;
      let isFirst = true;
      for (let other = earlier + 1; other < at && isFirst; other++) {
        const between = frames[other]!;
        const isBetween = between.clock[before.thread]! < earlier;
        isFirst = !(isBetween && other <= frame.clock[between.thread]!);
      }
      if (isFirst) first |= 1 << frame.thread;
    }
    if (first & before.backtrack) return;
    const possible = first & before.enabled;
    before.backtrack |= possible === 0 ? before.enabled : possible & -possible;
  }

  /** The threads that need not go on after a step, as the orders in which they do have been played. */
  #sleepAfter(threads: readonly Thread[], depth: number): number {
    const frame = this.#frames[depth]!;
    let sleep = 0;
    for (const thread of threads) {
      const bit = 1 << thread.index;
      if (!((frame.sleep | frame.done) & bit) || thread.index === frame.thread) continue;
      const step = {
        thread: thread.index,
        word: thread.word,
        writes: thread.writes,
        queue: thread.queue,
        guard: thread.guard,
        guarded: thread.guarded?.index ?? NOTHING,
      };
      if (!depend(frame, step)) sleep |= bit;
    }
    return sleep;
  }

  /** Chooses the next order: the depth from which on it is new, or -1 if all have been played. */
  #next(): number {
    while (this.#depth > 0) {
      const frame = this.#frames[this.#depth - 1]!;
      frame.done |= 1 << frame.thread;
      const left = frame.backtrack & ~frame.done & ~frame.sleep;
      if (left !== 0) {
        frame.thread = 31 - Math.clz32(left & -left);
        return this.#depth - 1;
      }
      this.#depth--;
    }
    return -1;
  }

  #report(what: string): string {
    const steps = this.#frames.slice(0, this.#depth).map(({ thread, text, word, queue, writes }) =>
      `  ${thread}: ${text || "JavaScript"} ${writes ? "writes" : word < 0 ? "notifies" : "reads"} ${
        nameOf(word < 0 ? queue : word)
      }`
    );
    return `${what}\n${steps.join("\n")}`;
  }
}

type Step = Pick<Frame, "thread" | "word" | "writes" | "queue" | "guard" | "guarded">;

/** Whether the order of two steps matters. */
function depend(a: Step, b: Step): boolean {
  if (a.thread === b.thread || ends(a, b.thread) || ends(b, a.thread)) return true;
  if (a.queue !== NOTHING && a.queue === b.queue) return true;
  return a.word !== NOTHING && a.word === b.word && (a.writes || b.writes);
}

function ends(step: Step, thread: number): boolean {
  return (step.guard === "an end" || step.guard === "an end by itself") && step.guarded === thread;
}

/** Whether a step that has to wait for something could have been made before another. */
function isPossible({ guard, guarded }: Frame, before: Frame): boolean {
  if (guard === "lock") return before.isFree;
  const not = guard === "outside" ? ~before.outside : guard === "an end" ? ~before.stoppable : before.inCalls;
  return (not & 1 << guarded) === 0;
}

function join(into: Int32Array, other: Int32Array): void {
  for (let thread = 0; thread < MAX_THREADS; thread++) {
    if (other[thread]! > into[thread]!) into[thread] = other[thread]!;
  }
}

function newFrame(): Frame {
  return {
    ...{
      thread: 0,
      enabled: 0,
      backtrack: 0,
      done: 0,
      sleep: 0,
      word: NOTHING,
      writes: false,
      queue: NOTHING,
    },
    ...{
      guard: "nothing",
      guarded: NOTHING,
      outside: 0,
      stoppable: 0,
      inCalls: 0,
      isFree: true,
      clock: new Int32Array(MAX_THREADS),
      text: "",
    },
  };
}

/** Runs a thread up to its next step. */
function advance(thread: Thread, script: Generator<void, void, void>): void {
  if (script.next().done) thread.hasEnded = true;
}

/** What lies at an address of the control memory. */
function nameOf(address: number): string {
  const within = (name: string, start: number, size: number) =>
    `${name} ${Math.floor((address - start) / size)} + ${(address - start) % size}`;
  if (address === layout.HEAP_LOCK) return "the heap lock";
  if (address < layout.SLOTS) return `header + ${address}`;
  if (address < layout.CELLS) return within("slot", layout.SLOTS, layout.SLOT_SIZE);
  if (address < layout.RINGS) return within("cell", layout.CELLS, layout.CELL_SIZE);
  if (address < layout.OBJECTS) return within("ring", layout.RINGS, layout.RING_SIZE);
  if (address < layout.RECORDS) return within("object", layout.OBJECTS, layout.OBJECT_SIZE);
  if (address < layout.HOLDS) return within("record", layout.RECORDS, layout.RECORD_SIZE);
  return `${address}`;
}
