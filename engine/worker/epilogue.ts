import { beforeProgramEnds, inspect, onExit } from "../platform.ts";
import type { ExitFunction } from "./at_exit.ts";
import { getLogger } from "./get_logger.ts";
import { LogLevel } from "./log_level.ts";
import { self } from "./self.ts";
import { ThreadLocal } from "./thread_local.ts";

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

const current = new ThreadLocal<Epilogue>("epilogue", () => ({
  entries: new Set(),
  children: undefined,
  isOver: false,
  registered: false,
}));

function epilogue(): Epilogue {
  return current.get();
}

/** Has a function called when this thread ends: see `atExit`. */
export function addExitFunction(entry: Entry): ExitFunction {
  const { entries } = register();
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
  if (!state.registered && self().birth.parent === null) {
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
  if (self().birth.parent !== null) state.children?.endSync();
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
