import { isolateState } from "../platform/copies.ts";
import { type AsyncStorage, asyncStorage } from "../platform/runtime.ts";
import type { Actor } from "./actor.ts";
import { thread } from "./thread.ts";

/** The state of one thread, or of what the inline backend runs as one. */
export interface Locals {
  /** Its variables by name. */
  readonly variables: Map<string, unknown>;
  /** Who it is, if it is no thread. */
  readonly actor?: Actor | undefined;
}

interface Stores {
  readonly thread: Locals;
  /** Finds the inline worker or process that runs, also after an `await`; `undefined` where the runtime cannot tell. */
  async: AsyncStorage<Locals> | undefined;
  /** The one that runs, until its first `await`. */
  sync: Locals | undefined;
}

const stores = isolateState<Stores>("locals", () => ({
  thread: { variables: new Map() },
  async: undefined,
  sync: undefined,
}));

/** A variable of which each thread has its own, and each worker and process of the inline backend too. */
export class ThreadLocal<T> {
  readonly #name: string;
  readonly #make: () => T;

  /** `make` gives what it is before it is set. */
  constructor(name: string, make: () => T) {
    this.#name = name;
    this.#make = make;
  }

  get(): T {
    const { variables } = currentLocals();
    if (!variables.has(this.#name)) variables.set(this.#name, this.#make());
    return variables.get(this.#name) as T;
  }

  set(value: T): T {
    currentLocals().variables.set(this.#name, value);
    return value;
  }
}

/** Calls `fn` as this thread, whoever runs. */
export function runAsThread<R>(fn: () => R): R {
  return stores.async === undefined ? fn() : stores.async.run(stores.thread, fn);
}

/** The state of who runs. */
export function currentLocals(): Locals {
  return asyncLocals() ?? stores.sync ?? stores.thread;
}

function asyncLocals(): Locals | undefined {
  const found = stores.async?.getStore();
  // Deno goes on with the state of who called `import()` when it calls a listener, or a test, by itself.
  return found?.actor?.hasExited ? undefined : found;
}

/** Calls `fn` with variables of its own, as a thread has them; also in what it awaits, where the runtime can tell. */
export function runWithLocals<R>(locals: Locals, fn: () => R): R {
  stores.async ??= asyncStorage();
  if (stores.async !== undefined) return stores.async.run(locals, fn);
  const before = stores.sync;
  stores.sync = locals;
  try {
    return fn();
  } finally {
    stores.sync = before;
  }
}

/**
 * The inline worker or process that runs; `undefined` if none does, or the runtime could not tell after an `await`: who acquired
 * a lock must be the same when it releases it.
 */
export function actor(): Actor | undefined {
  return stores.async === undefined ? undefined : asyncLocals()?.actor;
}

/**
 * A call of the core, made in the name of the inline worker or process that calls this function, whenever it is made: what the
 * call takes is its. In the thread's name if there is none.
 */
export function asCurrentActor(call: () => number): () => number {
  const caller = actor();
  return caller === undefined ? call : asActor(caller, call);
}

/** A call of the core in the name of an inline worker or process. Throws a `ProcessError` if that was killed. */
export function asActor(caller: Actor | undefined, call: () => number): () => number {
  if (caller === undefined) return call;
  return () => {
    caller.throwIfKilled();
    const { core, slot } = thread();
    core.bind(caller.slot);
    try {
      return call();
    } finally {
      core.bind(slot);
    }
  };
}
