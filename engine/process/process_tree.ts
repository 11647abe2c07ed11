import { ownIdentity } from "../memory/thread_identity.ts";
import { ThreadLocal } from "../memory/thread_local.ts";
import { ParentThread } from "./parent_thread.ts";
import { Process, type ProcessIdentity } from "./process_class.ts";
import type { KeptOptions } from "./process_options.ts";

/** Who runs this thread, and who started that. */
export interface ProcessTree {
  readonly current: Process;
  readonly parent: Process | null;
}

const current = new ThreadLocal<ProcessTree>(
  "process tree",
  () => treeOf((options, identity) => existingProcess(options, identity)),
);

/** This thread's. */
export function processTree(): ProcessTree {
  return current.get();
}

/** Says that a process that was made for it runs this thread. */
export function setCurrentProcess(
  make: (options: KeptOptions, identity: ProcessIdentity) => Process,
): Process {
  return current.set(treeOf(make)).current;
}

function treeOf(make: (options: KeptOptions, identity: ProcessIdentity) => Process): ProcessTree {
  const { atStart: { pid, parent, daemon }, name } = ownIdentity();
  return {
    current: make({ name, daemon }, { pid, parentPid: parent?.pid ?? null }),
    parent: parent && existingProcess(
      { name: parent.name },
      { pid: parent.pid, parentPid: null, thread: new ParentThread(parent) },
    ),
  };
}

/** A process object for a thread that runs already. The constructor of a subclass is not run. */
export function existingProcess(
  options: KeptOptions,
  identity: ProcessIdentity,
  cls: new () => object = Process,
): Process {
  return Reflect.construct(Process, [options, identity], cls) as Process;
}

/**
 * The process that runs this thread: in a `Process`, the very object that runs; in a pool's worker, one with the worker's name; on
 * the main thread, one named `MainProcess`. Python's `multiprocessing.current_process()`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { currentProcess } from "./process_tree.ts";
 *
 * assertEquals([currentProcess().name, currentProcess().isAlive], ["MainProcess", true]);
 * ```
 */
export function currentProcess(): Process {
  return processTree().current;
}

/**
 * The process that started this one; `null` on the main thread. Python's `multiprocessing.parent_process()`. It can be
 * looked at and waited for: a process goes on if its parent is killed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parentProcess } from "./process_tree.ts";
 *
 * assertEquals(parentProcess(), null);
 * ```
 */
export function parentProcess(): Process | null {
  return processTree().parent;
}
