import { inspect } from "node:util";
import { checkOptions } from "../options/check_options.ts";
import { beforeProgramEnds, onExit } from "../platform.ts";
import { thread } from "../memory/thread.ts";
import { getLogger, LogLevel } from "./logger.ts";

/** When an exit function is called. */
export interface AtExitOptions {
  /** Higher ones first; 0 by default. Those below 0 are called after the thread's children have ended. */
  readonly priority?: number | undefined;
}

/** A function that is to be called when a process ends: Python's `util.Finalize` and `atexit`. */
export interface ExitFunction {
  /** Whether it will still be called. */
  readonly stillActive: boolean;
  /** It is not called any more. */
  cancel(): void;
}

interface Entry {
  readonly fn: () => unknown;
  readonly priority: number;
}

interface Epilogue {
  /** In the order in which they were added. */
  readonly entries: Set<Entry>;
  /** What ends this thread's children, or does so while blocking. */
  children: { end(): Promise<void>; endSync(): void } | undefined;
  isOver: boolean;
  registered: boolean;
}

// Two copies of the library in one isolate (a worker's bundle and a module that imports the library) are one thread.
const KEY = Symbol.for("multicore.epilogue/1");
const globals = globalThis as { [KEY]?: Epilogue };

function epilogue(): Epilogue {
  return globals[KEY] ??= { entries: new Set(), children: undefined, isOver: false, registered: false };
}

/**
 * Has `fn` called when this process, this pool's worker or the program ends by itself, once: in descending order of priority, among
 * equals the last one added first. Functions of a priority of 0 or more come before the children of the thread are ended,
 * which are terminated if they are daemons and waited for if not; the others come after. What a function throws is
 * written to the console. One that is asynchronous is waited for, unless the thread was ended by `Deno.exit()` or by an
 * error, or is the main thread and ended so.
 *
 * A process that is terminated, killed or out of memory calls none. On the main thread they are called when nothing keeps
 * the program running any more. Python's `atexit.register()` and `multiprocessing.util.Finalize`.
 *
 * @throws {TypeError} If `fn` is no function, or an option is unknown.
 * @throws {RangeError} If the priority is not a finite number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { atExit } from "../../mod.ts";
 *
 * const goodbye = atExit(() => console.log("The last words"), { priority: 10 });
 * assertEquals(goodbye.stillActive, true);
 * goodbye.cancel();
 * assertEquals(goodbye.stillActive, false);
 * ```
 */
export function atExit(fn: () => unknown, options: AtExitOptions = {}): ExitFunction {
  if (typeof fn !== "function") {
    throw new TypeError(`Cannot add an exit function as it must be a function: received ${String(fn)}`);
  }
  checkOptions(options, ["priority"], "add an exit function");
  const { priority = 0 } = options;
  if (typeof priority !== "number" || !Number.isFinite(priority)) {
    throw new RangeError(`Cannot add an exit function as 'priority' must be a number: received ${priority}`);
  }
  const { entries } = register();
  const entry = { fn, priority };
  entries.add(entry);
  return {
    get stillActive() {
      return entries.has(entry);
    },
    cancel: () => void entries.delete(entry),
  };
}

/** Says how this thread's children are ended: terminated if they are daemons, else waited for. */
export function setEndChildren(children: NonNullable<Epilogue["children"]>): void {
  epilogue().children = children;
}

/** A worker runs its epilogue where it ends; the main thread has no such place. */
function register(): Epilogue {
  const state = epilogue();
  if (!state.registered && thread().slot === 0) {
    beforeProgramEnds(() => void runExitFunctions());
    onExit(() => runEpilogueSync());
  }
  state.registered = true;
  return state;
}

/** Whether this thread has anything to do before it ends. */
export function hasEpilogue(): boolean {
  const { entries, children, isOver } = epilogue();
  return !isOver && (entries.size > 0 || children !== undefined || getLogger().isEnabledFor(LogLevel.INFO));
}

/** What a thread does before it ends: exit functions, children, and the rest of the exit functions. */
export async function runEpilogue(): Promise<void> {
  const state = epilogue();
  getLogger().info("process shutting down");
  getLogger().debug('running all "atexit" finalizers with priority >= 0');
  for (let entry = takeFirst(0); entry !== undefined; entry = takeFirst(0)) await callOne(entry);
  await state.children?.end();
  getLogger().debug('running the remaining "atexit" finalizers');
  await runExitFunctions();
  state.isOver = true;
}

/** {@linkcode runEpilogue}, or what is left of it, for a thread that is on its way out: nothing asynchronous is waited for. */
export function runEpilogueSync(): void {
  const state = epilogue();
  if (state.isOver) return;
  state.isOver = true;
  getLogger().info("process shutting down");
  for (let entry = takeFirst(0); entry !== undefined; entry = takeFirst(0)) void callOne(entry);
  if (thread().slot !== 0) state.children?.endSync();
  for (let entry = takeFirst(); entry !== undefined; entry = takeFirst()) void callOne(entry);
}

async function runExitFunctions(): Promise<void> {
  for (let entry = takeFirst(); entry !== undefined; entry = takeFirst()) await callOne(entry);
}

/** Takes the entry that comes first, of those with that priority or a higher one. */
function takeFirst(least = -Infinity): Entry | undefined {
  const { entries } = epilogue();
  let first: Entry | undefined;
  for (const entry of entries) {
    if (entry.priority >= least && (first === undefined || entry.priority >= first.priority)) first = entry;
  }
  if (first !== undefined) entries.delete(first);
  return first;
}

async function callOne({ fn }: Entry): Promise<void> {
  try {
    await fn();
  } catch (error) {
    console.error(`Error in an exit function:\n${inspect(error)}`);
  }
}
