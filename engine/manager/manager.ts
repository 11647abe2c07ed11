import { JoinableQueue, Queue, type QueueOptions } from "../channel/queue.ts";
import type { ElementOf, TypeCode } from "../elements/element_types.ts";
import { SharedArray } from "../shared/shared_array.ts";
import { Value } from "../shared/value.ts";
import { Barrier, type BarrierOptions } from "../sync/barrier.ts";
import { BoundedSemaphore, Semaphore } from "../sync/semaphore.ts";
import { Condition } from "../sync/condition.ts";
import { Event } from "../sync/event.ts";
import { Lock, RLock } from "../sync/lock.ts";
import {
  BaseManager,
  type Creator,
  type RegisterOptions,
  START_KEYS,
  type StartOptions,
  startServer,
} from "./base_manager.ts";
import { createManagedPool, type ManagedPool } from "./managed_pool.ts";
import { type PoolProxy, sentFunction, type SentPoolOptions } from "./pool_proxy.ts";
import { checkPoolOptions, type PoolOptions } from "../pool/pool_options.ts";
import { checkOptions } from "../options/check_options.ts";
import { RemoteManager, type RemoteOptions } from "./remote_manager.ts";

/**
 * A server for objects that all threads of the program share, in a thread of its own (Python's `multiprocessing.Manager`). It has
 * been started when it is created.
 *
 * Dicts, lists, namespaces and objects of registered classes live in the server, one call of them at a time; proxies of them go to
 * any thread. Queues, locks and shared values are the library's own, which need no server.
 *
 * For several programs see `Manager.serve` and `Manager.connect`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type DictProxy, Manager, Pool } from "../../mod.ts";
 *
 * const count = async (word: string, counts: DictProxy<string, number>) => {
 *   await counts.set(word, word.length);
 * };
 *
 * await using manager = new Manager();
 * const counts = await manager.dict<string, number>();
 * await using pool = new Pool(2);
 * await pool.starmap(count, [["one", counts], ["three", counts]]);
 * assertEquals((await counts.keys()).sort(), ["one", "three"]);
 *
 * class Counter {
 *   value = 0;
 *   increment() {
 *     return ++this.value;
 *   }
 * }
 * const newCounter = manager.register("Counter", Counter);
 * using counter = await newCounter();
 * await counter.increment();
 * assertEquals(await counter.increment(), 2);
 * ```
 */
export class Manager extends BaseManager {
  #newPool: Creator<[SentPoolOptions?], ManagedPool> | undefined;

  /**
   * A manager whose server starts now, with an initializer if one is given (Python's `start(initializer, initargs)`).
   *
   * @throws {TransferError} If the initializer, or an argument of it, cannot be sent.
   * @throws {TypeError} If an option is unknown or of a wrong type.
   * @throws {BootstrapError} If a worker creates it while it imports the main module, which lacks `if (import.meta.main)`.
   */
  constructor(options: StartOptions = {}) {
    checkOptions(options, START_KEYS, "create a manager");
    const { client, process } = startServer(options);
    super(client, process);
  }

  /**
   * Starts a server that other programs can use too, at `[hostname, port]` or at the path of a Unix socket. Resolves when it
   * listens. All that it creates lives in the server. Without an `authKey` it has the process's, which its children have too. Rejects
   * with what the initializer throws, if one is given.
   *
   * @throws {Error} If the address is in use, or listening there is not permitted.
   */
  static serve(options: RemoteOptions & StartOptions): Promise<RemoteManager> {
    return RemoteManager.start(options);
  }

  /**
   * Connects to a server of another program, by default with the process's `authKey`.
   *
   * @throws {AuthenticationError} If the server has another `authKey`.
   * @throws {ConnectionRefusedError} If there is none.
   */
  static connect(options: RemoteOptions): Promise<RemoteManager> {
    return RemoteManager.connectTo(options);
  }

  /** A queue. */
  Queue<T = unknown>(options?: number | QueueOptions): Promise<Queue<T>> {
    return made(() => new Queue<T>(options));
  }

  /** A queue whose items are reported done. */
  JoinableQueue<T = unknown>(options?: number | QueueOptions): Promise<JoinableQueue<T>> {
    return made(() => new JoinableQueue<T>(options));
  }

  /** A lock. */
  Lock(): Promise<Lock> {
    return made(() => new Lock());
  }

  /** A lock that nests. */
  RLock(): Promise<RLock> {
    return made(() => new RLock());
  }

  /** A semaphore. */
  Semaphore(value?: number): Promise<Semaphore> {
    return made(() => new Semaphore(value));
  }

  /** A semaphore that is never released more often than it was acquired. */
  BoundedSemaphore(value?: number): Promise<BoundedSemaphore> {
    return made(() => new BoundedSemaphore(value));
  }

  /** A condition. */
  Condition(lock?: Lock | RLock): Promise<Condition> {
    return made(() => new Condition(lock));
  }

  /** An event. */
  Event(): Promise<Event> {
    return made(() => new Event());
  }

  /** A barrier. */
  Barrier(parties: number, options?: BarrierOptions): Promise<Barrier> {
    return made(() => new Barrier(parties, options));
  }

  /**
   * A pool in the server, which threads that have its proxy use together (Python's `manager.Pool()`). Its functions travel as any
   * pool's do; kernels do not. The server reads this library again for it: from a file with the permission `--allow-read`.
   * `await using` terminates it.
   *
   * @throws {TransferError} If the initializer or the finalizer cannot be sent, or the library cannot be read.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { Manager, type PoolProxy, Process } from "../../mod.ts";
   *
   * async function squares(pool: PoolProxy): Promise<void> {
   *   const result = await pool.map((n: number) => n * n, [1, 2]);
   *   if (result.join() !== "1,4") throw new Error(`Cannot be right: ${result}`);
   * }
   *
   * await using manager = new Manager();
   * await using pool = await manager.Pool(1);
   * const process = new Process({ target: squares, args: [pool] });
   * process.start();
   * await process.join();
   * assertEquals(process.exitCode, 0);
   * ```
   */
  async Pool(options: number | PoolOptions = {}): Promise<PoolProxy> {
    const { initializer, finalizer, ...rest } = checkPoolOptions(options);
    this.#newPool ??= this.register<[SentPoolOptions?], ManagedPool>("Pool", createManagedPool, POOL_TYPE);
    return await this.#newPool({
      ...rest,
      initializer: initializer && sentFunction(initializer),
      finalizer: finalizer && sentFunction(finalizer),
    }) as unknown as PoolProxy;
  }

  /** A number of a C type. */
  Value<C extends TypeCode>(typeCode: C, value?: ElementOf<C>): Promise<Value<C>> {
    return made(() => new Value(typeCode, value as never) as Value<C>);
  }

  /** Numbers of a C type. */
  Array<C extends TypeCode>(typeCode: C, source: number | ElementOf<C>[]): Promise<SharedArray<C>> {
    return made(() => new SharedArray(typeCode, source as never) as SharedArray<C>);
  }
}

/** What the methods of a manager's pool return. */
const POOL_TYPE: RegisterOptions = {
  methodToTypeId: {
    applyAsync: "AsyncResult",
    mapAsync: "AsyncResult",
    starmapAsync: "AsyncResult",
    imap: "Iterator",
    imapUnordered: "Iterator",
  },
};

// A refusal rejects.
// deno-lint-ignore require-await
async function made<T>(make: () => T): Promise<T> {
  return make();
}
