import { self } from "../worker/self.ts";
import { ThreadLocal } from "../worker/thread_local.ts";
import { ParentThread } from "./parent_thread.ts";
import { type Identity, Process } from "./process_class.ts";
import type { KeptOptions } from "./process_options.ts";

/** Who runs this thread, and who started that. */
export interface Family {
  readonly current: Process;
  readonly parent: Process | null;
}

const current = new ThreadLocal<Family>(
  "family",
  () => familyOf((options, identity) => existingProcess(options, identity)),
);

/** This thread's. */
export function family(): Family {
  return current.get();
}

/** Says that a process that was made for it runs this thread. */
export function setCurrent(make: (options: KeptOptions, identity: Identity) => Process): Process {
  return current.set(familyOf(make)).current;
}

function familyOf(make: (options: KeptOptions, identity: Identity) => Process): Family {
  const { birth: { pid, parent, daemon }, name } = self();
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
  identity: Identity,
  cls: new () => object = Process,
): Process {
  return Reflect.construct(Process, [options, identity], cls) as Process;
}
