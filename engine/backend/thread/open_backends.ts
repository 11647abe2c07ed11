import { PoolClosedError } from "../../errors/pool_errors.ts";
import { ThreadLocal } from "../../memory/thread_local.ts";
import { atExit } from "../../exit/exit_hooks.ts";
import { runCollector } from "../../platform/collector.ts";
import { ownIdentity } from "../../memory/thread_identity.ts";
import type { Backend } from "../backend.ts";

/** Python's for a pool. */
const EXIT_PRIORITY = 15;
/** Of so many more that are open some may be forgotten: the collector knows nothing of what they take. */
const MANY = 16;
/** After all that a program may have added. */
const LAST_PRIORITY = Number.MIN_SAFE_INTEGER;

/** This thread's backends whose workers are not gone, to be ended with it. */
export class OpenBackends {
  readonly #backends = new Set<Backend>();
  #areEnded = false;

  add(backend: Backend): void {
    this.#backends.add(backend);
    if (this.#backends.size % MANY === 0) runCollector(true);
    if (this.#areEnded) return;
    this.#areEnded = true;
    // The program's exit functions may still use its pools.
    if (ownIdentity().atStart.parent === null) atExit(() => this.#close(), { priority: LAST_PRIORITY });
    else atExit(() => this.#terminate(), { priority: EXIT_PRIORITY });
  }

  delete(backend: Backend): void {
    this.#backends.delete(backend);
  }

  /** Lets the workers of forgotten pools end by themselves: the runtime stops threads with a complaint on the console. */
  #close(): void {
    for (const backend of this.#backends) backend.close();
  }

  async #terminate(): Promise<void> {
    const reason = new PoolClosedError(
      "Cannot finish the task as the worker that created the pool has ended",
    );
    await Promise.allSettled([...this.#backends].map((backend) => backend.terminate(reason)));
  }
}

const current = new ThreadLocal("open backends", () => new OpenBackends());

/** This thread's. */
export function openBackends(): OpenBackends {
  return current.get();
}
