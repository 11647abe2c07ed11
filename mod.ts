/**
 * Python's `multiprocessing` for Deno: processes, pools, queues, pipes, locks and shared memory, on worker threads that share one
 * WebAssembly memory.
 *
 * @example
 * ```ts
 * import { Pool } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * assertEquals(await pool.map((n: number) => n * n, [1, 2, 3, 4, 5]), [1, 4, 9, 16, 25]);
 * ```
 *
 * @module
 */
import "./engine/with_threads.ts";

export * from "./edge.ts";
export { Listener } from "./engine/channel/listener.ts";
export type { ListenerOptions } from "./engine/channel/listener.ts";
export { Client } from "./engine/channel/client.ts";
export type { ClientOptions } from "./engine/channel/client.ts";
export { SocketConnection } from "./engine/channel/socket_connection.ts";
export type { SocketAddress, SocketFamily } from "./engine/platform/sockets.ts";
export { Manager } from "./engine/manager/manager.ts";
export { RemoteManager } from "./engine/manager/remote_manager.ts";
export type { RemoteOptions } from "./engine/manager/remote_manager.ts";
export type { BaseManager, Creator, RegisterOptions, StartOptions } from "./engine/manager/base_manager.ts";
export type { ProxyClass } from "./engine/manager/registration.ts";
export type { AsyncResultProxy, ItemOptions, PoolProxy } from "./engine/manager/pool_proxy.ts";
export { BaseProxy, proxyValue } from "./engine/manager/proxy.ts";
export type {
  CopiedBy,
  CreatedProxy,
  GetterNames,
  MethodNames,
  ProxyMethod,
  ProxyOf,
  SyncMethod,
  WithSignal,
} from "./engine/manager/proxy_types.ts";
export type { Items } from "./engine/manager/served/listed.ts";
export type { Iterated, ManagedIterator } from "./engine/manager/served/managed_iterator.ts";
export type { ManagedSet } from "./engine/manager/served/managed_set.ts";
export type {
  ArrayProxy,
  BarrierProxy,
  ConditionProxy,
  DictProxy,
  EventProxy,
  Holdable,
  IteratorProxy,
  JoinableQueueProxy,
  ListProxy,
  LockProxy,
  NamespaceProxy,
  QueueProxy,
  SemaphoreProxy,
  SetProxy,
  ValueProxy,
} from "./engine/manager/proxy_types.ts";
export type {
  ManagedDict,
  ManagedList,
  ManagedNamespace,
} from "./engine/manager/served/managed_containers.ts";
export type { ManagedArray, ManagedValue } from "./engine/manager/served/managed_values.ts";
export type { ManagedBarrier, ManagedEvent } from "./engine/manager/served/managed_events.ts";
export type {
  ManagedCondition,
  ManagedLock,
  ManagedSemaphore,
} from "./engine/manager/served/managed_locks.ts";
export type { ManagedJoinableQueue, ManagedQueue } from "./engine/manager/served/managed_queue.ts";
