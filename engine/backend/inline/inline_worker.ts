import { Actor } from "../../memory/actor.ts";
import { type Locals, runWithLocals } from "../../memory/thread_local.ts";
import { childIdentity, childPath, nextChildNumber, setOwnIdentity } from "../../memory/thread_identity.ts";
import { setWorkerState, type WorkerState } from "../../worker/worker_state.ts";

/** A worker that is no thread: it has variables of its own, and runs one task at a time. */
export class InlineWorker {
  readonly name: string;
  readonly #actor: Actor;
  readonly #locals: Locals;
  readonly #state: WorkerState;
  /** Whether its initializer has run. */
  isReady = false;
  isBusy = false;
  /** Tasks that it has run. */
  count = 0;

  /** `id` is its number among the pool's workers. */
  constructor(id: number, poolName: string) {
    this.#state = { id, context: undefined };
    const child = nextChildNumber();
    this.name = `${poolName}-${childPath(child)}`;
    this.#actor = new Actor(this.name);
    this.#locals = { variables: new Map(), actor: this.#actor };
    const identity = childIdentity(this.#actor.slot, this.name, child, true);
    this.run(() => {
      setOwnIdentity(identity);
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

  /** It holds nothing any more. */
  end(isKilled: boolean): void {
    this.#actor.end(isKilled);
  }
}
