import { type Locals, runWithLocals } from "../../worker/thread_local.ts";
import { childPath, nextChild, setSelf } from "../../worker/self.ts";
import { setWorkerState, type WorkerState } from "../../worker/worker_state.ts";
import { inlineBirth } from "./inline_birth.ts";

/** A worker that is no thread: it has variables of its own, and runs one task at a time. */
export class InlineWorker {
  readonly #locals: Locals = new Map();
  readonly #state: WorkerState;
  /** Whether its initializer has run. */
  isReady = false;
  isBusy = false;
  /** Tasks that it has run. */
  count = 0;

  /** `id` is its number among the pool's workers. */
  constructor(id: number, name: string) {
    this.#state = { id, context: undefined };
    const child = nextChild();
    const birth = inlineBirth(`${name}-${childPath(child)}`, child, true);
    this.run(() => {
      setSelf(birth);
      setWorkerState(this.#state);
    });
  }

  /** Its number among the pool's workers. */
  get id(): number {
    return this.#state.id;
  }

  /** What the pool's initializer returned. */
  get context(): unknown {
    return this.#state.context;
  }

  set context(context: unknown) {
    this.#state.context = context;
  }

  /** Calls `fn` as what this worker does. */
  run<R>(fn: () => R): R {
    return runWithLocals(this.#locals, fn);
  }
}
