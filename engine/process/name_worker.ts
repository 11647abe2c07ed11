import { threadId } from "node:worker_threads";
import { threadPid } from "../platform.ts";
import { existingProcess, setFamily } from "./family.ts";

/** Says who runs a thread that is no process of the user's: a daemon that the main thread started. */
export function nameWorker(name: string): void {
  const pid = threadPid(0);
  setFamily({
    current: existingProcess({ name, daemon: true }, { pid: threadPid(threadId), parentPid: pid }),
    parent: existingProcess({ name: "MainProcess" }, { pid, parentPid: null }),
  });
}
