import { TransferError } from "../errors/transfer_errors.ts";
import { layoutSymbol } from "../platform/copies.ts";
import { type AnyFunction, checkFunction, type FunctionRef } from "../task/refs.ts";
import { brandOf } from "../task/registry.ts";
import type { Arguments, CallOptions, ImapOptions } from "../pool/pool_options.ts";
import type { IteratorProxy } from "./proxy_types.ts";
import { addProxyMethods, type BaseProxy } from "./proxy.ts";

/** A function as a proxy of a pool sends it: a name if it has one, else its text, of which the server judges whether it can travel. */
export type SentFunction = Exclude<FunctionRef, { readonly kind: "kernel" }>;

/** The options of a pool as they are sent. */
export interface SentPoolOptions {
  readonly initializer?: SentFunction | undefined;
  readonly finalizer?: SentFunction | undefined;
}

const KERNEL: symbol = layoutSymbol("kernel");

/** How a function goes to a manager's pool. Throws if it is none, or a kernel. */
export function sentFunction(fn: AnyFunction): SentFunction {
  checkFunction(fn);
  if (Object.hasOwn(fn, KERNEL)) {
    throw new TransferError(
      `Cannot send kernel "${fn.name}" to a manager's pool as it works on this program's memory: use a Pool`,
    );
  }
  const known = brandOf(fn);
  if (known?.kind === "export") return known;
  return { kind: "source", name: fn.name, source: Function.prototype.toString.call(fn) };
}

/** What takes a function first, and what it goes through. */
const CALLS = [
  "apply",
  "applyAsync",
  "map",
  "mapAsync",
  "starmap",
  "starmapAsync",
  "imap",
  "imapUnordered",
];

/** Items as they can be sent. */
function sentItems(items: unknown): unknown {
  const isList = Array.isArray(items) || ArrayBuffer.isView(items);
  if (isList || typeof items !== "object" || items === null || !(Symbol.iterator in items)) return items;
  return [...items as Iterable<unknown>];
}

const methods: Record<PropertyKey, unknown> = {
  /** Terminates the pool, and releases the proxy. */
  async [Symbol.asyncDispose](this: BaseProxy): Promise<void> {
    await this.callMethod("terminate");
    this[Symbol.dispose]();
  },
};

for (const name of CALLS) {
  methods[name] = async function (this: BaseProxy, fn: AnyFunction, items: unknown, options?: CallOptions) {
    const { signal, ...others } = options ?? {};
    return await this.callMethod(name, [sentFunction(fn), sentItems(items), others], signal);
  };
  methods[`${name}Sync`] = function (this: BaseProxy, fn: AnyFunction, items: unknown, options = {}) {
    return this.callMethodSync(name, [sentFunction(fn), sentItems(items), options]);
  };
}

addProxyMethods("Pool", methods);

/** The result of a call of a manager's pool, later (Python's `AsyncResult`). */
export interface AsyncResultProxy<R> extends BaseProxy {
  /** The result. Rejects with the task's error, or with a `TimeoutError` if there is none within `timeout` ms. */
  get(timeout?: number): Promise<R>;
  /** Resolves when there is a result or an error, or after `timeout` ms. */
  wait(timeout?: number): Promise<void>;
  /** Whether there is a result or an error. */
  ready(): Promise<boolean>;
  /** Whether the call succeeded. Rejects with an `Error` while it is not ready. */
  successful(): Promise<boolean>;
}

/** Options of a call that goes through items: functions among them do not travel. */
export type ItemOptions = Omit<ImapOptions, "onProgress">;

/**
 * A pool in a manager's server, as `Pool` is; all its methods return promises. Callbacks and reports of progress do not travel.
 * `await using` terminates it.
 */
export interface PoolProxy extends BaseProxy, AsyncDisposable {
  /** The number of workers. */
  readonly processes: Promise<number>;
  /** Calls a function in a worker: see `Pool.apply`. */
  apply<A extends Arguments, R>(fn: (...args: A) => R, args?: A, options?: CallOptions): Promise<Awaited<R>>;
  /** As `apply`, and blocks the thread meanwhile. */
  applySync<A extends Arguments, R>(fn: (...args: A) => R, args?: A): Awaited<R>;
  /** Calls a function in a worker, and gives its result later. */
  applyAsync<A extends Arguments, R>(
    fn: (...args: A) => R,
    args?: A,
    options?: Pick<CallOptions, "timeout">,
  ): Promise<AsyncResultProxy<Awaited<R>>>;
  /** Calls a function with every item: see `Pool.map`. */
  map<T, R>(fn: (item: T) => R, items: Iterable<T>, options?: ItemOptions): Promise<Awaited<R>[]>;
  /** As `map`, and blocks the thread meanwhile. */
  mapSync<T, R>(fn: (item: T) => R, items: Iterable<T>): Awaited<R>[];
  /** As `map`, its results given later. */
  mapAsync<T, R>(
    fn: (item: T) => R,
    items: Iterable<T>,
    options?: ItemOptions,
  ): Promise<AsyncResultProxy<Awaited<R>[]>>;
  /** As `map`, with each item spread into arguments. */
  starmap<A extends Arguments, R>(
    fn: (...args: A) => R,
    items: Iterable<Readonly<A>>,
    options?: ItemOptions,
  ): Promise<Awaited<R>[]>;
  /** As `starmap`, its results given later. */
  starmapAsync<A extends Arguments, R>(
    fn: (...args: A) => R,
    items: Iterable<Readonly<A>>,
    options?: ItemOptions,
  ): Promise<AsyncResultProxy<Awaited<R>[]>>;
  /** As `map`, the results one by one, in order. */
  imap<T, R>(
    fn: (item: T) => R,
    items: Iterable<T>,
    options?: ItemOptions,
  ): Promise<IteratorProxy<Awaited<R>>>;
  /** As `map`, the results one by one, in the order in which they are ready. */
  imapUnordered<T, R>(
    fn: (item: T) => R,
    items: Iterable<T>,
    options?: ItemOptions,
  ): Promise<IteratorProxy<Awaited<R>>>;
  /** Takes no more tasks. */
  close(): Promise<void>;
  /** Stops the workers, wherever they are. */
  terminate(): Promise<void>;
  /** Resolves when the workers of a closed pool are gone. */
  join(timeout?: number): Promise<void>;
  /** What the finalizers of workers that have ended returned. */
  exitResults(): Promise<unknown[]>;
}
