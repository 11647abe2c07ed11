import type { BaseProxy } from "./proxy.ts";
import type { AsyncOptions } from "../options/check_options.ts";
import type { ManagedArray, ManagedValue } from "./served/managed_values.ts";
import type { ManagedBarrier, ManagedEvent } from "./served/managed_events.ts";
import type { ManagedCondition, ManagedLock, ManagedSemaphore } from "./served/managed_locks.ts";
import type { ManagedDict, ManagedList, ManagedNamespace } from "./served/managed_containers.ts";
import type { ManagedIterator } from "./served/managed_iterator.ts";
import type { ManagedJoinableQueue, ManagedQueue } from "./served/managed_queue.ts";
import type { ManagedSet } from "./served/managed_set.ts";
import type { TypeCode } from "../elements/element_types.ts";

/** Names of the methods of `T` that proxies have. */
export type MethodNames<T> = {
  [K in keyof T]: K extends `_${string}` ? never
    // deno-lint-ignore no-explicit-any -- methods of any parameters
    : T[K] extends (...args: any[]) => unknown ? K extends string ? K : never
    : never;
}[keyof T];

/** Names of the properties of `T` that proxies have. */
export type GetterNames<T> = {
  [K in keyof T]: K extends `_${string}` ? never
    // deno-lint-ignore no-explicit-any -- methods of any parameters
    : T[K] extends (...args: any[]) => unknown ? never
    : K extends string ? K
    : never;
}[keyof T];

/** A last parameter of options takes a signal too: it ends the wait. */
export type WithSignal<A extends unknown[]> = A extends [...infer First, (infer Last)?]
  ? Last extends { readonly timeout?: number | undefined } | undefined
    ? [...First, options?: NonNullable<Last> & { readonly signal?: AbortSignal | undefined }]
  : A
  : A;

/** A method as a proxy has it. */
// deno-lint-ignore no-explicit-any -- methods of any parameters
export type ProxyMethod<F> = F extends (...args: infer A extends any[]) => infer R
  ? (...args: WithSignal<A>) => Promise<Awaited<R>>
  : never;

/** A method of a proxy that blocks the thread. */
// deno-lint-ignore no-explicit-any -- methods of any parameters
export type SyncMethod<F> = F extends (...args: infer A extends any[]) => infer R ? (...args: A) => Awaited<R>
  : never;

/**
 * A proxy of an object of class `T` in a manager's server (Python's `BaseProxy`): its public methods return promises, and their
 * forms named `…Sync` block; its public properties are promises.
 */
export type ProxyOf<T> =
  & BaseProxy
  & CopiedBy<T>
  & { readonly [K in MethodNames<T>]: ProxyMethod<T[K]> }
  & { readonly [K in MethodNames<T> as `${K}Sync` extends keyof T ? never : `${K}Sync`]: SyncMethod<T[K]> }
  & { readonly [K in GetterNames<T>]: Promise<Awaited<T[K]>> };

/** `getValue` copies the object, unless that has a method of this name itself. */
// deno-lint-ignore ban-types -- nothing to add
export type CopiedBy<T> = T extends { getValue: unknown } ? {} : {
  /** A copy of the object: see `BaseProxy`. */
  getValue(): Promise<T extends { _plain(): infer P } ? P : unknown>;
};

/** The proxy that a creator returns: of an iterator, if that is what was created. */
// deno-lint-ignore no-explicit-any -- generators of any values
export type CreatedProxy<T> = T extends Generator<infer Y, any, any> | AsyncGenerator<infer Y, any, any>
  ? IteratorProxy<Y>
  : ProxyOf<T>;

/** The types of the proxies that managers create. */

/** What proxies of locks and semaphores have beside their methods. */
export interface Holdable {
  /** Acquires for a block: `await using _ = await lock.hold()`. Throws a `TimeoutError` if that takes longer than `timeout` ms. */
  hold(options?: AsyncOptions): Promise<AsyncDisposable>;
}

/** A dict in a manager's server. Iteration goes over its entries as they are when it begins. */
export type DictProxy<K = unknown, V = unknown> = ProxyOf<ManagedDict<K, V>> & AsyncIterable<[K, V]>;

/** A set in a manager's server. Iteration goes over its values as they are when it begins. */
export type SetProxy<T = unknown> = ProxyOf<ManagedSet<T>> & AsyncIterable<T>;

/** An iterator in a manager's server, which `for await` goes through; leaving the loop early ends it. */
export type IteratorProxy<T = unknown> = ProxyOf<ManagedIterator<T>> & AsyncIterableIterator<T>;

/** A list in a manager's server. Iteration takes item by item, and sees what changes meanwhile; `slice` takes many at once. */
export type ListProxy<T = unknown> = ProxyOf<ManagedList<T>> & AsyncIterable<T>;

/** Named values in a manager's server; `T` says which. */
export type NamespaceProxy<T extends object = Record<string, unknown>> =
  & Omit<ProxyOf<ManagedNamespace<T>>, "get" | "set" | "getSync" | "setSync">
  & {
    /** A name's value. Rejects with a `ReferenceError` if there is none. */
    get<K extends keyof T>(name: K): Promise<T[K]>;
    /** Gives a name a value. */
    set<K extends keyof T>(name: K, value: T[K]): Promise<void>;
    /** As `get`, and blocks the thread meanwhile. */
    getSync<K extends keyof T>(name: K): T[K];
    /** As `set`, and blocks the thread meanwhile. */
    setSync<K extends keyof T>(name: K, value: T[K]): void;
  };

/** A queue in a manager's server. */
export type QueueProxy<T = unknown> = ProxyOf<ManagedQueue<T>> & AsyncIterable<T>;

/** A joinable queue in a manager's server. */
export type JoinableQueueProxy<T = unknown> = ProxyOf<ManagedJoinableQueue<T>> & AsyncIterable<T>;

/** A lock, or a lock that nests, in a manager's server. The thread that acquired it holds it; if that dies, it is given back. */
export type LockProxy = ProxyOf<ManagedLock> & Holdable;

/** A semaphore in a manager's server. */
export type SemaphoreProxy = ProxyOf<ManagedSemaphore> & Holdable;

/** An event in a manager's server. */
export type EventProxy = ProxyOf<ManagedEvent>;

/** A condition in a manager's server. */
export type ConditionProxy = ProxyOf<ManagedCondition> & Holdable & {
  /** Waits, holding the lock, until a function of this thread returns something true, and returns that. */
  waitFor<R>(predicate: () => R | PromiseLike<R>, options?: AsyncOptions): Promise<R>;
};

/** A barrier in a manager's server. Who gives up, or dies, breaks it. */
export type BarrierProxy = ProxyOf<ManagedBarrier>;

/** A number of a C type in a manager's server. */
export type ValueProxy<C extends TypeCode = TypeCode> = ProxyOf<ManagedValue<C>>;

/** An array of numbers of a C type in a manager's server. */
export type ArrayProxy<C extends TypeCode = TypeCode> = ProxyOf<ManagedArray<C>> & AsyncIterable<unknown>;
