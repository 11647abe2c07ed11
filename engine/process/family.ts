import { threadPid } from "../platform.ts";
import { type Identity, Process } from "./process_class.ts";
import type { KeptOptions } from "./process_options.ts";

/** Who runs this thread, and who started that. */
export interface Family {
  readonly current: Process;
  readonly parent: Process | null;
}

// Two copies of the library in one isolate (a worker's bundle and a module that imports the library) are one thread.
const KEY = Symbol.for("multicore.family/1");
const globals = globalThis as { [KEY]?: Family };

/** This thread's. */
export function family(): Family {
  return globals[KEY] ??= {
    current: existingProcess({ name: "MainProcess" }, { pid: threadPid(0), parentPid: null }),
    parent: null,
  };
}

/** Says who runs this thread: a worker is told when it boots. */
export function setFamily(family: Family): void {
  globals[KEY] = family;
}

/** A process object for a thread that runs already. The constructor of a subclass is not run. */
export function existingProcess(
  options: KeptOptions,
  identity: Identity,
  cls: new () => object = Process,
): Process {
  return Reflect.construct(Process, [options, identity], cls) as Process;
}
