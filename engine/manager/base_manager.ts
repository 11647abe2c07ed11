import { type Connection, Pipe } from "../channel/pipe.ts";
import type { SocketAddress } from "../platform/sockets.ts";
import { sharedState } from "../codec/shared_object.ts";
import { Refusal } from "../codec/refusal.ts";
import { ProcessError } from "../errors/process_error.ts";
import { Process } from "../process/process.ts";
import type { AnyClass, AnyFunction } from "../task/refs.ts";
import { ManagerClient } from "./manager_client.ts";
import type { DictProxy, ListProxy, NamespaceProxy, ProxyOf } from "./proxy_types.ts";
import { type Registration, SERVER_OBJECT } from "./protocol.ts";
import "./proxy_extras.ts";
import type { BaseProxy } from "./proxy.ts";
import { serveManager, type ServerOrder } from "./manager_server.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { checkOptions } from "../options/check_options.ts";
import { classRef } from "../task/class_ref.ts";
import { functionRef } from "../task/function_ref.ts";
import { shown } from "../options/shown.ts";

/** Creates objects of a registered type in the server. */
export type Creator<A extends unknown[], T> = (...args: A) => Promise<ProxyOf<T>>;

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

  /** Creates a namespace: named values. */
  Namespace<T extends object = Record<string, unknown>>(values?: Partial<T>): Promise<NamespaceProxy<T>> {
    return this.create("Namespace", [values]);
  }

  /**
   * Makes a class known to the server, a function that creates objects there, or another name for one of its types. Returns what
   * creates them. In another program that uses the manager, name the type alone.
   *
   * A class must use no names but true globals, or be exported by the main module or one that it imports; functions travel as tasks
   * do.
   *
   * @throws {TransferError} If it cannot be sent.
   */
  register<A extends unknown[], T extends object>(
    typeId: string,
    source: (new (...args: A) => T) | ((...args: A) => T | Promise<T>),
    options?: RegisterOptions,
  ): Creator<A, T>;
  /** Registers a type of a server that another program runs, or one that a module exports. */
  register<P = BaseProxy>(
    typeId: string,
    source?: string,
    options?: RegisterOptions,
  ): (...args: unknown[]) => Promise<P>;
  register(
    typeId: string,
    source?: AnyClass | AnyFunction | string,
    options?: RegisterOptions,
  ): (...args: unknown[]) => Promise<unknown> {
    if (source === undefined) return (...args) => this.create(typeId, args);
    const registered = this.#ask("register", [typeId, registrationOf(typeId, source, options)]);
    registered.catch(() => {});
    return async (...args) => {
      await registered;
      return await this.create(typeId, args);
    };
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

/** Starts a server in a thread of its own. */
export function startServer(
  listening: Connection | undefined,
  address: SocketAddress | undefined,
  authKey: Uint8Array | undefined,
): StartedServer {
  const [doorway, entrance] = Pipe<Connection>(false);
  const { record, generation } = entrance[sharedState]().refs[0]!;
  const id = crypto.randomUUID();
  const order: ServerOrder = { id, doorway, entrance: { record, generation }, listening, address, authKey };
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

/** Options of `register`. */
export interface RegisterOptions {
  /** Methods and properties that proxies have; by default all whose names do not begin with an underscore. */
  readonly exposed?: readonly string[] | undefined;
  /** Methods whose results are not copied: proxies of them are returned, as of objects of the type that is named. */
  readonly methodToTypeId?: Readonly<Record<string, string>> | undefined;
  /** Whether all who create one get the same, made by the first: so several programs find one object. */
  readonly singleton?: boolean | undefined;
}

const KEYS = ["exposed", "methodToTypeId", "singleton"];

/** How a class, a function that creates objects, or another type travels to the server. Throws if it cannot. */
export function registrationOf(
  typeId: string,
  source: AnyClass | AnyFunction | string,
  options: RegisterOptions = {},
): Registration {
  const doing = `register "${typeId}"`;
  checkOptions(options, KEYS, doing);
  const { exposed, methodToTypeId = {}, singleton = false } = options;
  if (exposed !== undefined && !Array.isArray(exposed)) {
    throw new TypeError(`Cannot ${doing} as 'exposed' must be an array of names: received ${shown(exposed)}`);
  }
  return { source: sourceOf(source, doing), exposed, methodToTypeId, singleton };
}

function sourceOf(source: AnyClass | AnyFunction | string, doing: string): Registration["source"] {
  if (typeof source === "string") return { kind: "type", typeId: source };
  if (typeof source !== "function") {
    throw new TypeError(
      `Cannot ${doing} as it must be a class, a function or the name of a type: received ${shown(source)}`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(source))) {
    return { kind: "class", ref: classRef(source as AnyClass) };
  }
  const ref = functionRef(source as AnyFunction);
  if (ref.kind === "kernel") throw new TransferError(`Cannot ${doing} as a kernel creates no objects`);
  return { kind: "function", ref };
}
