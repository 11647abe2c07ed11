import { COUNT_ONE, loadCount, type Words } from "../atomics/words.ts";
import { isolateState } from "./copies.ts";
import { builtin, inDeno } from "./runtime.ts";

type Listener = () => void;

/** What Deno tells of signals. */
interface Signals {
  addSignalListener(signal: string, listener: Listener): void;
  removeSignalListener(signal: string, listener: Listener): void;
}

declare const Deno: Signals;

const SIGNAL = "SIGINT";

/** What the helper runs: it counts the signals in the words that it is given. */
const HELPER = `const words = new Int32Array(require("node:worker_threads").workerData);
Deno.addSignalListener("${SIGNAL}", () => ${COUNT_ONE});
setInterval(() => {}, 2 ** 30);`;

interface Interrupts {
  /** The program's listeners, as the runtime has them. */
  readonly listeners: Map<Listener, Listener>;
  /** Those that have run for a signal that the runtime is still to tell of. */
  readonly early: Set<Listener>;
  /** Whether one copy of the library does this for all. */
  isDone: boolean;
  helper: { terminate(): unknown } | undefined;
  words: Words | undefined;
  seen: number;
}

const interrupts = isolateState("interrupts", (): Interrupts => ({
  listeners: new Map(),
  early: new Set(),
  isDone: false,
  helper: undefined,
  words: undefined,
  seen: 0,
}));

/**
 * From now on this thread, the main one, knows the program's listeners for SIGINT, which Deno runs from its event loop alone.
 * `onChange` is told whether there are any.
 */
export function knowInterruptListeners(onChange: (areThere: boolean) => void): void {
  if (!inDeno) return;
  // Not every host of Deno's has signals.
  if (interrupts.isDone || typeof Deno.addSignalListener !== "function") return;
  interrupts.isDone = true;
  const { addSignalListener: add, removeSignalListener: remove } = Deno;
  const { listeners, early } = interrupts;
  Deno.addSignalListener = (signal, listener) => {
    if (signal !== SIGNAL || typeof listener !== "function") return add(signal, listener);
    if (listeners.has(listener)) return;
    const once = () => {
      if (!early.delete(listener)) listener();
    };
    add(signal, once);
    listeners.set(listener, once);
    if (interrupts.helper === undefined) startHelper();
    onChange(true);
  };
  Deno.removeSignalListener = (signal, listener) => {
    remove(signal, signal === SIGNAL ? listeners.get(listener) ?? listener : listener);
    if (signal !== SIGNAL || !listeners.delete(listener)) return;
    early.delete(listener);
    if (listeners.size > 0) return;
    onChange(false);
    // As long as anybody listens, the signal does not end the program.
    interrupts.helper?.terminate();
    interrupts.helper = undefined;
  };
}

/**
 * Runs the listeners if the signal came since this was asked before, in a thread that blocks. Throws what a listener throws.
 */
export function runInterruptListeners(): void {
  const { listeners, early } = interrupts;
  const count = loadCount(interrupts.words!, 0);
  if (count === interrupts.seen) return;
  interrupts.seen = count;
  for (const listener of [...listeners.keys()]) {
    early.add(listener);
    listener();
  }
}

/**
 * Starts the thread that hears of the signal while this one blocks: with the first listener, as it takes a moment to begin. Without
 * room for it the listeners run once this thread blocks no more.
 */
function startHelper(): void {
  const shared = new SharedArrayBuffer(4);
  interrupts.words = new Int32Array(shared);
  interrupts.seen = 0;
  try {
    const { Worker } = builtin("node:worker_threads")!;
    const helper = new Worker(HELPER, { eval: true, workerData: shared, name: "Interrupts" });
    helper.on("error", () => {});
    helper.unref();
    interrupts.helper = helper;
  } catch {
    interrupts.helper = { terminate() {} };
  }
}
