import { checkOptions } from "../options/check_options.ts";
import { isPromiseLike } from "../options/promises.ts";
import { beforeProgramEnds, inspect, onExit, unrefTimer } from "../platform/runtime.ts";
import { getLogger } from "../log/logger.ts";
import { LogLevel } from "../log/log_level.ts";
import { ownIdentity } from "../memory/thread_identity.ts";
import { currentLocals, runAsThread, runWithLocals, ThreadLocal } from "../memory/thread_local.ts";
import { shown } from "../options/shown.ts";

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

/**
 * Has `fn` called when this process, this pool's worker or the program ends by itself, once: in descending order of priority, among
 * equals the last one added first. Functions of a priority of 0 or more come before the children of the thread are ended,
 * which are terminated if they are daemons and waited for if not; the others come after. What a function throws is
 * written to the console, and so is it if one that is asynchronous does not finish. It is waited for, unless the thread was ended by `Deno.exit()` or by an
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
    throw new TypeError(`Cannot add an exit function as it must be a function: received ${shown(fn)}`);
  }
  checkOptions(options, ["priority"], "add an exit function");
  const { priority = 0 } = options;
  if (typeof priority !== "number" || !Number.isFinite(priority)) {
    throw new RangeError(`Cannot add an exit function as 'priority' must be a number: received ${priority}`);
  }
  return addExitHook({ fn, priority });
}

interface ExitHook {
  readonly fn: () => unknown;
  readonly priority: number;
}

interface ExitState {
  /** In the order in which they were added. */
  readonly hooks: Set<ExitHook>;
  /** What ends this thread's children, or does so while blocking. */
  children: { end(): Promise<void>; endSync(): void } | undefined;
  isOver: boolean;
  registered: boolean;
  /** The one that is waited for. */
  awaited: ExitHook | undefined;
}

/** Milliseconds after which an exit function that is waited for is reported. */
const LONG_MS = 5000;

const current = new ThreadLocal<ExitState>("exit hooks", () => ({
  hooks: new Set(),
  children: undefined,
  isOver: false,
  registered: false,
  awaited: undefined,
}));

function exitState(): ExitState {
  return current.get();
}

/** Has a function called when this thread ends: see `atExit`. */
export function addExitHook(entry: ExitHook): ExitFunction {
  const { hooks: entries } = register();
  entries.add(entry);
  return {
    get stillActive() {
      return entries.has(entry);
    },
    cancel: () => void entries.delete(entry),
  };
}

/** Says how this thread's children are ended: terminated if they are daemons, else waited for. */
export function setEndChildren(children: NonNullable<ExitState["children"]>): void {
  exitState().children = children;
  inlineExitHooks.set(runExitHooks);
}

/** A worker runs its exit hooks where it ends; the main thread has no such place. */
function register(): ExitState {
  const state = exitState();
  inlineExitHooks.set(runExitHooks);
  if (!state.registered && ownIdentity().atStart.parent === null) {
    beforeProgramEnds(() => void runAsThread(() => runExitFunctions(exitState().hooks)));
    onExit(() =>
      runAsThread(() => {
        const { awaited } = exitState();
        exitState().awaited = undefined;
        if (awaited !== undefined) report(awaited, "never did, and nothing keeps the program running");
        runExitHooksSync();
      })
    );
  }
  state.registered = true;
  return state;
}

/** Whether this thread has anything to do before it ends. */
export function hasExitHooks(): boolean {
  const { hooks: entries, children, isOver } = exitState();
  return !isOver && (entries.size > 0 || children !== undefined || getLogger().isEnabledFor(LogLevel.INFO));
}

/** What a thread does before it ends: exit functions, children, and the rest of the exit functions. */
export async function runExitHooks(): Promise<void> {
  const state = exitState();
  // Not every runtime can tell after an `await` who runs.
  const here = currentLocals();
  const { hooks: entries } = state;
  getLogger().info("process shutting down");
  getLogger().debug('running all "atexit" finalizers with priority >= 0');
  await runWithLocals(here, () => runExitFunctions(entries, 0));
  await runWithLocals(here, () => state.children?.end());
  runWithLocals(here, () => getLogger().debug('running the remaining "atexit" finalizers'));
  await runWithLocals(here, () => runExitFunctions(entries));
  state.isOver = true;
}

/** {@linkcode runExitHooks}, or what is left of it, for a thread that is on its way out: nothing asynchronous is waited for. */
export function runExitHooksSync(): void {
  const state = exitState();
  const { hooks: entries } = state;
  if (state.isOver) return;
  state.isOver = true;
  getLogger().info("process shutting down");
  for (let entry = takeFirst(entries, 0); entry !== undefined; entry = takeFirst(entries, 0)) {
    void callOne(entry);
  }
  if (ownIdentity().atStart.parent !== null) state.children?.endSync();
  for (let entry = takeFirst(entries); entry !== undefined; entry = takeFirst(entries)) void callOne(entry);
}

async function runExitFunctions(entries: Set<ExitHook>, least?: number): Promise<void> {
  const here = currentLocals();
  while (true) {
    const entry = takeFirst(entries, least);
    if (entry === undefined) return;
    await runWithLocals(here, () => callOne(entry));
  }
}

/** Takes the entry that comes first, of those with that priority or a higher one. */
function takeFirst(entries: Set<ExitHook>, least = -Infinity): ExitHook | undefined {
  let first: ExitHook | undefined;
  for (const entry of entries) {
    if (entry.priority >= least && (first === undefined || entry.priority >= first.priority)) first = entry;
  }
  if (first !== undefined) entries.delete(first);
  return first;
}

async function callOne(hook: ExitHook): Promise<void> {
  const state = exitState();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const result = hook.fn();
    if (isPromiseLike(result)) {
      state.awaited = hook;
      timer = setTimeout(() => report(hook, `has not for ${LONG_MS / 1000} s`), LONG_MS);
      // On the main thread nothing is to be kept running by it.
      unrefTimer(timer);
      await result;
    }
  } catch (error) {
    console.error(`Error in an exit function:\n${inspect(error)}`);
  } finally {
    if (state.awaited === hook) state.awaited = undefined;
    clearTimeout(timer);
  }
}

/** Says that an exit function is waited for, and what it does instead of finishing. */
function report({ fn }: ExitHook, what: string): void {
  const name = ownIdentity().name;
  console.error(
    `Process ${name} waits for its exit function "${fn.name || "anonymous"}" to finish: it ${what}`,
  );
}

/** What an inline worker has to do before it ends in order: set once there is something, so that others need not load it. */
export const inlineExitHooks: ThreadLocal<(() => Promise<void>) | undefined> = new ThreadLocal(
  "before end",
  () => undefined,
);
