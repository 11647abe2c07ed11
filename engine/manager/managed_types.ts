/** The types of the proxies that managers create. */
import type { AsyncOptions } from "../options/wait_options.ts";
import type { ProxyOf } from "./proxy_types.ts";
import type { ManagedArray } from "./served/managed_array.ts";
import type { ManagedBarrier } from "./served/managed_barrier.ts";
import type { ManagedCondition } from "./served/managed_condition.ts";
import type { ManagedDict } from "./served/managed_dict.ts";
import type { ManagedEvent } from "./served/managed_event.ts";
import type { ManagedList } from "./served/managed_list.ts";
import type { ManagedLock } from "./served/managed_lock.ts";
import type { ManagedNamespace } from "./served/managed_namespace.ts";
import type { ManagedJoinableQueue, ManagedQueue } from "./served/managed_queue.ts";
import type { ManagedSemaphore } from "./served/managed_semaphore.ts";
import type { ManagedValue } from "./served/managed_value.ts";
import type { TypeCode } from "../memory/type_code.ts";

/** What proxies of locks and semaphores have beside their methods. */
export interface Holdable {
  /** Acquires for a block: `await using _ = await lock.hold()`. Throws a `TimeoutError` if that takes longer than `timeout` ms. */
  hold(options?: AsyncOptions): Promise<AsyncDisposable>;
}

/** A dict in a manager's server. Iteration goes over its entries as they are when it begins. */
export type DictProxy<K = unknown, V = unknown> = ProxyOf<ManagedDict<K, V>> & AsyncIterable<[K, V]>;

/** A list in a manager's server. Iteration sees what is appended meanwhile. */
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
