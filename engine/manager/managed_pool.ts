import { ProcessError } from "../errors/process_error.ts";
import type { AsyncResult } from "../pool/async_result.ts";
import { Pool } from "../pool/pool.ts";
import type { CallOptions, ImapOptions, MapOptions, PoolOptions } from "../pool/pool_options.ts";
import type { ResultIterator } from "../pool/result_iterator.ts";
import type { AnyFunction } from "../task/refs.ts";
import { functionKey } from "../task/refs.ts";
import { brand, register } from "../task/registry.ts";
import { evaluate } from "../task/resolve_refs.ts";
import { currentCaller } from "./caller.ts";
import type { SentFunction, SentPoolOptions } from "./pool_proxy.ts";

/** A pool in a manager's server, whose workers are started there. What callers give up is stopped. */
export class ManagedPool {
  readonly #pool: Pool;

  constructor(options: SentPoolOptions = {}) {
    const { initializer, finalizer } = options;
    this.#pool = new Pool({
      ...options,
      initializer: initializer && received(initializer),
      finalizer: finalizer && received(finalizer),
    } as PoolOptions);
  }

  /** The number of workers. */
  get processes(): number {
    return this.#pool.processes;
  }

  apply(fn: SentFunction, args?: unknown[], options?: CallOptions): Promise<unknown> {
    return this.#pool.apply(received(fn), args, stoppedWith(options));
  }

  applyAsync(fn: SentFunction, args?: unknown[], options?: CallOptions): ManagedResult {
    return new ManagedResult(this.#pool.applyAsync(received(fn), args, options));
  }

  map(fn: SentFunction, items: unknown[], options?: MapOptions): Promise<unknown> {
    return this.#pool.map(received(fn), items, stoppedWith(options));
  }

  mapAsync(fn: SentFunction, items: unknown[], options?: MapOptions): ManagedResult {
    return new ManagedResult(this.#pool.mapAsync(received(fn), items, options));
  }

  starmap(fn: SentFunction, items: unknown[][], options?: MapOptions): Promise<unknown> {
    return this.#pool.starmap(received(fn), items, stoppedWith(options));
  }

  starmapAsync(fn: SentFunction, items: unknown[][], options?: MapOptions): ManagedResult {
    return new ManagedResult(this.#pool.starmapAsync(received(fn), items, options));
  }

  imap(fn: SentFunction, items: unknown[], options?: ImapOptions): ResultIterator<unknown> {
    return this.#pool.imap(received(fn), items, options);
  }

  imapUnordered(fn: SentFunction, items: unknown[], options?: ImapOptions): ResultIterator<unknown> {
    return this.#pool.imapUnordered(received(fn), items, options);
  }

  close(): void {
    this.#pool.close();
  }

  terminate(): Promise<void> {
    return this.#pool.terminate();
  }

  join(timeout?: number): Promise<void> {
    return this.#pool.join(timeout);
  }

  exitResults(): unknown[] {
    return this.#pool.exitResults();
  }
}

/** An `AsyncResult`, which cannot be returned itself as it could be awaited. */
class ManagedResult {
  readonly #result: AsyncResult<unknown>;

  constructor(result: AsyncResult<unknown>) {
    this.#result = result;
  }

  get(timeout?: number): Promise<unknown> {
    return this.#result.get(timeout);
  }

  wait(timeout?: number): Promise<void> {
    return this.#result.wait(timeout);
  }

  ready(): boolean {
    return this.#result.ready();
  }

  successful(): boolean {
    return this.#result.successful();
  }
}

/** Options under which a call is stopped when its caller gives it up. */
function stoppedWith<O extends CallOptions>(options: O | undefined): O {
  return { ...options, signal: currentCaller().signal } as O;
}

const branded = new Map<string, AnyFunction>();

/** What a pool of this thread takes for a function that a caller has sent. It is judged here as if it had been written here. */
function received(fn: SentFunction): AnyFunction {
  if (fn?.kind === "source") return evaluate<AnyFunction>(fn.name, fn.source);
  if (fn?.kind !== "export") throw new ProcessError("Cannot run a task as it is no function");
  const key = functionKey(fn);
  let stub = branded.get(key);
  if (stub === undefined) {
    // The workers import the function; this thread does not need it.
    branded.set(key, stub = () => {});
    brand(stub, fn);
  }
  return stub;
}

/** Creates a manager's pool, in the server. */
export function createManagedPool(options?: SentPoolOptions): ManagedPool {
  return new ManagedPool(options);
}

/**
 * Says which module a server imports when the first pool is asked for, as what a worker starts with has none: one that imports this
 * module.
 */
export function findManagedPoolsIn(module: string): void {
  const name = "createManagedPool";
  register(module, name, createManagedPool);
  brand(createManagedPool, { kind: "export", module, name, registered: true });
}

// Without threads the server runs here.
findManagedPoolsIn("multicore:manager");
