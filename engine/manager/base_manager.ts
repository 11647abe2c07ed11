import { type Connection, Pipe } from "../channel/pipe.ts";
import type { SocketAddress } from "../platform/sockets.ts";
import { sharedState } from "../codec/shared_object.ts";
import { Refusal } from "../codec/refusal.ts";
import { ProcessError } from "../errors/process_error.ts";
import { Process } from "../process/process.ts";
import type { JoinableQueue, Queue } from "../channel/queue.ts";
import { ManagerClient } from "./manager_client.ts";
import type {
  CreatedProxy,
  DictProxy,
  JoinableQueueProxy,
  ListProxy,
  NamespaceProxy,
  QueueProxy,
  SetProxy,
} from "./proxy_types.ts";
import { SERVER_OBJECT } from "./protocol.ts";
import "./proxy_extras.ts";
import type { BaseProxy } from "./proxy.ts";
import { serveManager } from "./manager_server.ts";
import type { ServerOrder } from "./manager_server.ts";
import { shown } from "../options/shown.ts";
import {
  javaScriptRef,
  type ProxyClass,
  type RegisterOptions,
  registrationOf,
  type Source,
} from "./registration.ts";

export type { RegisterOptions } from "./registration.ts";

/** Creates objects of a registered type in the server, and returns proxies of them, with the methods of the class `P` if one is given. */
export type Creator<A extends unknown[], T, P = unknown> = (...args: A) => Promise<CreatedProxy<T> & P>;

/** What is done in a server's thread before it serves. */
export interface StartOptions {
  /**
   * Runs in the server's thread before anything else. It travels as tasks do. If it throws, all calls reject with a
   * `ProcessError` whose cause is that error.
   */
  // deno-lint-ignore no-explicit-any
  readonly initializer?: ((...args: any[]) => unknown) | undefined;
  /** Arguments for the initializer. */
  readonly initArgs?: readonly unknown[] | undefined;
}

/** Milliseconds that a server has to end by itself. */
const SHUTDOWN_GRACE_MS = 1000;

let count = 0;

/** A server that was started here. */
export interface StartedServer {
  readonly client: ManagerClient;
  readonly process: Process;
}

/**
 * What all managers have in common (Python's `BaseManager`): a server in a thread of its own, here or in another program, that
 * keeps objects for all who have proxies of them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type BaseManager, Manager } from "../../mod.ts";
 *
 * const sizeOf = async (manager: BaseManager) => {
 *   using dict = await manager.dict([["a", 1]]);
 *   return await dict.size;
 * };
 * await using manager = new Manager();
 * assertEquals(await sizeOf(manager), 1);
 * ```
 */
export abstract class BaseManager implements AsyncDisposable {
  readonly #client: ManagerClient;
  readonly #process: Process | undefined;
  /** The types that have given it a method. */
  readonly #methods = new Set<string>();
  #isShutDown = false;

  /** Used by its subclasses. */
  protected constructor(client: ManagerClient, process: Process | undefined) {
    this.#client = client;
    this.#process = process;
  }

  /** Creates a dict, from entries or an object's fields (Python's `dict`). */
  dict<K = unknown, V = unknown>(
    entries?: Iterable<readonly [K, V]> | (K extends string ? Readonly<Record<K, V>> : never),
  ): Promise<DictProxy<K, V>> {
    const pairs = entries !== undefined && Symbol.iterator in entries ? [...entries] : entries;
    return this.create("dict", pairs === undefined ? [] : [pairs]);
  }

  /** Creates a list (Python's `list`). */
  list<T = unknown>(items: Iterable<T> = []): Promise<ListProxy<T>> {
    return this.create("list", [[...items]]);
  }

  /**
   * Creates a set (Python's `set`).
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { Manager } from "../../mod.ts";
   *
   * await using manager = new Manager();
   * const seen = await manager.set(["a", "b"]);
   * await seen.add("c");
   * assertEquals(await seen.intersection(["b", "c", "d"]), new Set(["b", "c"]));
   * ```
   */
  set<T = unknown>(values: Iterable<T> = []): Promise<SetProxy<T>> {
    return this.create("set", [[...values]]);
  }

  /** Creates a namespace: named values. */
  Namespace<T extends object = Record<string, unknown>>(values?: Partial<T>): Promise<NamespaceProxy<T>> {
    return this.create("Namespace", [values]);
  }

  /**
   * Makes a class known to the server, a function that creates objects there, a queue of this program, or another name for one of
   * its types. Returns what creates them. In another program that uses the manager, name the type alone.
   *
   * A class must use no names but true globals, or be exported by the main module or one that it imports; functions travel as tasks
   * do. Of a generator function, or another that returns an iterator, what is created is an iterator: it runs in the server, step
   * by step. A queue is the same for all who ask for it, here and in other programs.
   *
   * @throws {TransferError} If it cannot be sent.
   * @throws {TypeError} If it is nothing of these, or an option is wrong.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { BaseProxy, Manager } from "../../mod.ts";
   *
   * class CounterProxy extends BaseProxy {
   *   async twice(): Promise<number> {
   *     await this.callMethod("increment");
   *     return await this.callMethod("increment") as number;
   *   }
   * }
   * class Counter {
   *   #count = 0;
   *   increment(): number {
   *     return ++this.#count;
   *   }
   * }
   *
   * await using manager = new Manager();
   * const counter = await manager.register("Counter", Counter, { proxyType: CounterProxy })();
   * assertEquals([await counter.twice(), await counter.increment()], [2, 3]);
   *
   * const count = manager.register("count", function* (to: number) {
   *   for (let n = 1; n <= to; n++) yield n;
   * });
   * assertEquals(await Array.fromAsync(await count(3)), [1, 2, 3]);
   * ```
   */
  register<A extends unknown[], T extends object, P extends BaseProxy = BaseProxy>(
    typeId: string,
    source: (new (...args: A) => T) | ((...args: A) => T | Promise<T>),
    options?: Omit<RegisterOptions, "proxyType"> & { readonly proxyType?: ProxyClass<P> | undefined },
  ): Creator<A, T, P>;
  /** Registers a joinable queue of this program. */
  register<T>(
    typeId: string,
    source: JoinableQueue<T>,
    options?: RegisterOptions,
  ): () => Promise<JoinableQueueProxy<T>>;
  /** Registers a queue of this program, which is the same for all who ask for it. */
  register<T>(typeId: string, source: Queue<T>, options?: RegisterOptions): () => Promise<QueueProxy<T>>;
  /** Registers a type of a server that another program runs, or one that a module exports. */
  register<P = BaseProxy>(
    typeId: string,
    source?: string,
    options?: RegisterOptions,
  ): (...args: unknown[]) => Promise<P>;
  register(
    typeId: string,
    source?: Source,
    options: RegisterOptions = {},
  ): (...args: unknown[]) => Promise<unknown> {
    const registered = this.#register(typeId, source, options);
    registered.catch(() => {});
    const create = async (...args: unknown[]) => {
      await registered;
      return await this.create(typeId, args);
    };
    // With a method `then` it would be taken for a promise.
    const isFree = typeId !== "then" && (!(typeId in this) || this.#methods.has(typeId));
    if (isFree && options.createMethod !== false) {
      Object.defineProperty(this, typeId, { value: create, configurable: true });
      this.#methods.add(typeId);
    }
    return create;
  }

  #register(typeId: string, source: Source, options: RegisterOptions): Promise<unknown> {
    const registration = registrationOf(typeId, source, options);
    // The program that serves knows the type.
    if (source === undefined && options.createMethod !== false) {
      if (registration.proxyType !== undefined) this.#client.proxyTypes.set(typeId, registration.proxyType);
      return Promise.resolve();
    }
    return this.#ask("register", [typeId, registration]);
  }

  /** How many objects have proxies (Python's `_number_of_objects`). */
  async numberOfObjects(): Promise<number> {
    return await this.#ask("objects", []) as number;
  }

  /** Resolves when the server has ended; the program goes on so long. Of a server in another program, throws an `Error`. */
  async join(timeout?: number): Promise<void> {
    if (this.#process === undefined) throw new Error("Cannot join a manager in another program");
    await this.#process.join(timeout);
  }

  /**
   * Ends the server, if it was started here, and with it all its objects: calls of their proxies reject. Of a server in another
   * program, ends the connection. Idempotent.
   */
  async shutdown(): Promise<void> {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    if (this.#process?.isAlive) {
      await Promise.race([this.#client.call(SERVER_OBJECT, "shutdown", []), this.#process.exited]).catch(
        () => {},
      );
      await this.#process.join(SHUTDOWN_GRACE_MS);
      if (this.#process.isAlive) this.#process.terminate();
    }
    await this.#process?.join();
    this.#client.close();
  }

  /** Shuts it down. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  /**
   * Refuses to be sent to another thread.
   *
   * @internal
   */
  [sharedState](): never {
    throw new Refusal(this, "a manager belongs to the thread that created it, send its proxies");
  }

  /** Has the server create an object. */
  protected async create<P>(typeId: string, args: readonly unknown[]): Promise<P> {
    return await this.#ask("create", [typeId, args]) as P;
  }

  async #ask(method: string, args: unknown[]): Promise<unknown> {
    if (this.#isShutDown) throw new ProcessError("Cannot use a manager that has been shut down");
    return await this.#client.call(SERVER_OBJECT, method, args);
  }
}

/** What a server has to do with other programs. */
export interface Reach {
  readonly listening: Connection;
  readonly address: SocketAddress;
  readonly authKey: Uint8Array;
}

/** Starts a server in a thread of its own. */
export function startServer(start: StartOptions, reach?: Reach): StartedServer {
  const initializer = initializerOf(start);
  const [doorway, entrance] = Pipe<Connection>(false);
  const { record, generation } = entrance[sharedState]().refs[0]!;
  const id = crypto.randomUUID();
  const order: ServerOrder = {
    id,
    doorway,
    entrance: { record, generation },
    listening: reach?.listening,
    address: reach?.address,
    authKey: reach?.authKey,
    initializer,
  };
  const process = new Process({
    target: serveManager,
    args: [order],
    name: `Manager-${++count}`,
    daemon: true,
  });
  try {
    process.start();
    return { client: ManagerClient.local(id, { record, generation }), process };
  } finally {
    doorway.close();
    entrance.close();
  }
}

/** The names of {@linkcode StartOptions}. */
export const START_KEYS: readonly string[] = ["initializer", "initArgs"];

function initializerOf({ initializer, initArgs = [] }: StartOptions): ServerOrder["initializer"] {
  const doing = "start a manager";
  if (!Array.isArray(initArgs)) {
    throw new TypeError(`Cannot ${doing} as 'initArgs' must be an array: received ${shown(initArgs)}`);
  }
  if (initializer === undefined) return undefined;
  if (typeof initializer !== "function") {
    throw new TypeError(
      `Cannot ${doing} as 'initializer' must be a function: received ${shown(initializer)}`,
    );
  }
  return { ref: javaScriptRef(initializer, doing), args: initArgs };
}
