import { type AsyncStorage, asyncStorage } from "../platform.ts";

/** The state of one thread, or of what the inline backend runs as one, by name. */
export type Locals = Map<string, unknown>;

interface Stores {
  readonly thread: Locals;
  /** Finds the inline worker or process that runs, also after an `await`; `undefined` where the runtime cannot tell. */
  async: AsyncStorage<Locals> | undefined;
  /** The one that runs, until its first `await`. */
  sync: Locals | undefined;
}

// Two copies of the library in one isolate (a worker's bundle and a module that imports the library) are one thread.
const KEY = Symbol.for("multicore.locals/1");
const globals = globalThis as { [KEY]?: Stores };
const stores = globals[KEY] ??= { thread: new Map(), async: undefined, sync: undefined };

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
    const locals = stores.async?.getStore() ?? stores.sync ?? stores.thread;
    if (!locals.has(this.#name)) locals.set(this.#name, this.#make());
    return locals.get(this.#name) as T;
  }

  set(value: T): T {
    (stores.async?.getStore() ?? stores.sync ?? stores.thread).set(this.#name, value);
    return value;
  }
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
