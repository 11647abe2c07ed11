import {
  incomingConnection,
  outgoingConnection,
  type SocketConnection,
} from "../channel/socket_connection.ts";
import { Refusal } from "../codec/refusal.ts";
import {
  registerForeignType,
  registerSharedType,
  type SharedObject,
  type SharedState,
  sharedState,
} from "../codec/shared_object.ts";
import { KIND_CONNECTION } from "../core/layout.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { Handle } from "../memory/handle.ts";
import { BoundedCache } from "../task/bounded_cache.ts";
import { layoutSymbol } from "../platform/copies.ts";
import { customInspect, finalizers } from "../platform/runtime.ts";
import { answersAlways, builtInShape } from "./built_in_types.ts";
import { ManagerClient } from "./manager_client.ts";
import { addOwnMethods } from "./own_methods.ts";
import { PROXY_TYPE, type ProxyState, SERVER_OBJECT, type Shape } from "./protocol.ts";
import { ThreadLocal } from "../memory/thread_local.ts";

/** What a proxy stands for, and how it reaches it. */
export interface ProxyTarget extends ProxyState {
  readonly client: ManagerClient;
  /** This thread's hold on the object, if the server is in this program. */
  readonly lifeline: Handle | undefined;
}

/**
 * The key of the method that copies the object of a proxy, whatever methods the object has: see `BaseProxy`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Manager, proxyValue } from "../../mod.ts";
 *
 * class Setting {
 *   level = 3;
 *   getValue(): string {
 *     return `level ${this.level}`;
 *   }
 * }
 *
 * await using manager = new Manager();
 * const setting = await manager.register("Setting", Setting)();
 * assertEquals(await setting.getValue(), "level 3");
 * assertEquals(await setting[proxyValue](), { level: 3 });
 * ```
 */
export const proxyValue: unique symbol = layoutSymbol("proxyValue") as never;

// A backstop for proxies of other programs' objects that nobody disposes of.
const dropped = finalizers<{ client: ManagerClient; object: number }>(release);

/**
 * What stands for an object in a manager's server (Python's `BaseProxy`). It can be sent to any thread, and put into other managed
 * objects, where it stays a reference. The object lives until the last proxy of it is disposed of, or collected.
 *
 * A proxy has the methods of its object, whatever their names, save `then` and the two of this class. What else a proxy does has
 * a symbol for a name. `getValue()` and `toString()` do the same where the object has no method of that name.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { type BaseProxy, Manager, proxyValue } from "../../mod.ts";
 *
 * await using manager = new Manager();
 * const list: BaseProxy = await manager.list([1, 2]);
 * assertEquals(await list.callMethod("pop", []), 2);
 * assertEquals(await list[proxyValue](), [1]);
 * list[Symbol.dispose]();
 * await assertRejects(() => list[proxyValue](), ReferenceError, "disposed");
 * ```
 */
export abstract class BaseProxy implements Disposable, SharedObject {
  readonly #target: ProxyTarget;
  #calls = 0;
  #disposed = false;

  /** Made by managers. */
  constructor(target: ProxyTarget) {
    this.#target = target;
    if (target.lifeline === undefined) dropped.register(this, target, this);
  }

  /**
   * Calls an exposed method, or reads a property. `signal` ends the wait for the answer; a condition's `wait` ends once it holds
   * its lock again.
   */
  async callMethod(
    method: string,
    args: readonly unknown[] = [],
    signal?: AbortSignal | undefined,
  ): Promise<unknown> {
    const { client, object } = this.#check(method);
    const mustAnswer = signal !== undefined && answersAlways(this.#target.typeId, method);
    return await this.#during(client.call(object, method, [...args], signal, mustAnswer));
  }

  /** As `callMethod`, and blocks the thread meanwhile. Not for managers in another program. */
  callMethodSync(method: string, args: readonly unknown[] = []): unknown {
    const { client, object } = this.#check(method);
    return client.callSync(object, method, [...args]);
  }

  /**
   * A copy of the object (Python's `_getvalue`): of a dict a `Map`, of a set a `Set`, of a list an array, of others their own fields.
   * Proxies in it stay proxies.
   */
  async [proxyValue](): Promise<unknown> {
    const { client, object } = this.#check("getValue");
    return await this.#during(client.call(SERVER_OBJECT, "getValue", [object]));
  }

  /** Releases this proxy; calls that are under way go on. The object goes with its last proxy. Idempotent. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#calls === 0) this.#release();
  }

  /** Names the type and the number of the object, in a text. */
  [Symbol.toPrimitive](): string {
    return `<Proxy of ${this.#target.typeId} ${this.#target.object}>`;
  }

  /** How the console shows it. */
  [customInspect](): string {
    return this[Symbol.toPrimitive]();
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    const { client, lifeline, server, object, typeId, shape, proxyType } = this.#check("send it");
    const over = outgoingConnection();
    const own: ProxyState = { server, object, typeId, shape };
    if (over !== undefined && over === client.connection) return { type: PROXY_TYPE, refs: [], state: own };
    if (over !== undefined) {
      throw new Refusal(this, "a proxy goes to its own manager and to threads of this program only");
    }
    const state: ProxyState = { ...own, proxyType };
    if (lifeline !== undefined) return { type: PROXY_TYPE, refs: [lifeline, client.entrance!], state };
    return { type: PROXY_TYPE, refs: [], state: { ...state, remote: client.remote } };
  }

  #check(doing: string): ProxyTarget {
    if (!this.#disposed && (this.#target.lifeline?.isLive ?? true)) return this.#target;
    throw new ReferenceError(`Cannot call "${doing}" as the proxy has been disposed of`);
  }

  async #during(call: Promise<unknown>): Promise<unknown> {
    this.#calls++;
    try {
      return await call;
    } finally {
      if (--this.#calls === 0 && this.#disposed) this.#release();
    }
  }

  #release(): void {
    const { lifeline } = this.#target;
    if (lifeline !== undefined) return lifeline[Symbol.dispose]();
    dropped.unregister(this);
    release(this.#target);
  }
}

// Not declared, so that an object's own method of that name has its own type.
Object.defineProperty(BaseProxy.prototype, "toString", {
  value(this: BaseProxy) {
    return this[Symbol.toPrimitive]();
  },
  writable: true,
  configurable: true,
});

function release({ client, object }: { client: ManagerClient; object: number }): void {
  client.tell([0, SERVER_OBJECT, "hold", [object, -1]]);
}

type ProxyClass = new (target: ProxyTarget) => BaseProxy;

/** Names of which proxies have their own, by which `callMethod` reaches an object's methods of that name, too. */
const KEPT: ReadonlySet<string> = new Set(["constructor", "callMethod", "callMethodSync"]);

/** Another program says what its types' objects can do, and may think of new types without end. */
const MAX_CLASSES = 1024;

const classes = new BoundedCache<string, ProxyClass>(MAX_CLASSES);
const extras = new Map<string, object>();

/** Gives proxies of a type methods that run where they are called. */
export function addProxyMethods(typeId: string, methods: object): void {
  extras.set(typeId, methods);
}

/** Makes a proxy of what it stands for. */
function makeProxy(given: ProxyTarget): BaseProxy {
  const { typeId, shape = builtInShape(typeId)!, proxyType = given.client.proxyTypes.get(typeId) } = given;
  const target: ProxyTarget = { ...given, proxyType };
  const key = JSON.stringify([typeId, target.shape, proxyType]);
  let Class = classes.get(key);
  if (Class === undefined) {
    classes.set(key, Class = proxyClass(typeId, shape));
    if (proxyType !== undefined) addOwnMethods(Class.prototype, proxyType, BaseProxy);
  }
  return new Class(target);
}

function proxyClass(typeId: string, { methods, getters }: Shape): ProxyClass {
  const Class = class extends (BaseProxy as unknown as ProxyClass) {};
  const define = (name: string, descriptor: PropertyDescriptor) => {
    if (KEPT.has(name)) return;
    Object.defineProperty(Class.prototype, name, { ...descriptor, configurable: true });
  };
  define("getValue", {
    value(this: BaseProxy) {
      return this[proxyValue]();
    },
  });
  // An object may have a method of such a name itself.
  for (const name of methods) {
    define(`${name}Sync`, {
      value(this: BaseProxy, ...args: unknown[]) {
        return this.callMethodSync(name, args);
      },
    });
  }
  for (const name of methods) {
    define(name, {
      value(this: BaseProxy, ...args: unknown[]) {
        const signal = takeSignal(args);
        return this.callMethod(name, args, signal);
      },
    });
  }
  for (const name of getters) {
    define(name, {
      get(this: BaseProxy) {
        return this.callMethod(name);
      },
    });
  }
  const own = extras.get(typeId);
  if (own !== undefined) Object.defineProperties(Class.prototype, Object.getOwnPropertyDescriptors(own));
  return Class;
}

/** A signal in the options that come last is this thread's own affair. */
function takeSignal(args: unknown[]): AbortSignal | undefined {
  const last = args.at(-1) as { signal?: unknown } | null | undefined;
  if (typeof last !== "object" || last === null || !(last.signal instanceof AbortSignal)) return undefined;
  const { signal, ...rest } = last;
  args[args.length - 1] = rest;
  return signal;
}

registerSharedType(PROXY_TYPE, ([lifeline, entrance], state, mode) => {
  const given = state as ProxyState;
  const { server, object, remote } = given;
  const here = localObject(server, object);
  if (here !== undefined) return here;
  if (lifeline !== undefined) {
    const client = ManagerClient.local(server, entrance!);
    const held = Handle.revive(lifeline, mode, "a proxy", KIND_CONNECTION);
    return makeProxy({ ...given, client, lifeline: held });
  }
  if (remote === undefined) throw new TypeError("Cannot use a proxy of a manager that is not connected to");
  const client = ManagerClient.remote(server, remote);
  client.tell([0, SERVER_OBJECT, "hold", [object, 1]]);
  return makeProxy({ ...given, client, lifeline: undefined });
});

// From another program come proxies of the two managers alone that the connection is of: a server's own objects from its client,
// and a client's proxies from its server, which has counted what it sent. No address is taken from there.
registerForeignType(PROXY_TYPE, (state) => {
  const given = checkedProxy(state);
  const from = incomingConnection();
  const client = from && ManagerClient.of(from);
  if (client?.server === given.server) return makeProxy({ ...given, client, lifeline: undefined });
  const served = localServer.get();
  if (from !== undefined && served?.id === given.server && served.isClient(from)) {
    return served.objectOf(given.object);
  }
  throw new TransferError("Cannot receive a proxy as it is of no manager that the connection is of");
});

/** What another program says of a proxy, as far as that is plausible. */
function checkedProxy(state: unknown): ProxyState {
  const { server, object, typeId, shape } = Object(state) as Partial<ProxyState>;
  if (typeof server === "string" && Number.isSafeInteger(object) && typeof typeId === "string") {
    const known = { server, object: object!, typeId };
    if (builtInShape(typeId) !== undefined) return known;
    if (isNames(shape?.methods) && isNames(shape?.getters)) {
      return { ...known, shape: { methods: [...shape.methods], getters: [...shape.getters] } };
    }
  }
  throw new TransferError("Cannot receive a proxy as its description is none");
}

/** Whether they are names of what a proxy may have: with a method `then` it would be taken for a promise. */
function isNames(names: unknown): names is readonly string[] {
  return Array.isArray(names) && names.every((name) => typeof name === "string" && name !== "then");
}

/** The server in this thread. */
export interface LocalServer {
  readonly id: string;
  readonly objectOf: (object: number) => object;
  /** Whether the server serves another program over a connection. */
  readonly isClient: (connection: SocketConnection) => boolean;
}

const localServer = new ThreadLocal<LocalServer | undefined>("manager's server", () => undefined);

/** Says that this thread is a manager's server: its proxies are the objects themselves here. */
export function setLocalServer(server: LocalServer): void {
  localServer.set(server);
}

/** The object of a proxy, if it is one of the server in this thread. */
export function localObject(server: string, object: number): object | undefined {
  const served = localServer.get();
  return served?.id === server ? served.objectOf(object) : undefined;
}
