import type { Backend, BackendOptions } from "./backend.ts";
import { type BackendName, chooseBackend } from "./choose_backend.ts";
import { InlineBackend } from "./inline/inline_backend.ts";

type Open = (doing: string, options: BackendOptions) => Backend;

let openThreads: Open | undefined;

/** Says how a backend of threads is opened, which `edge.ts` does without: `with_threads.ts` does it when it is imported. */
export function setThreadBackend(open: Open): void {
  openThreads = open;
}

/** A new backend: the one that is wanted, or else the best that there is. */
export function openBackend(
  wanted: BackendName | undefined,
  doing: string,
  options: BackendOptions,
): Backend {
  const name = chooseBackend(wanted, openThreads !== undefined, doing);
  return name === "thread" ? openThreads!(doing, options) : new InlineBackend(options);
}
