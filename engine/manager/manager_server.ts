import type { Connection } from "../channel/pipe.ts";
import type { SocketConnection } from "../channel/socket_connection.ts";
import type { SharedRef } from "../memory/handle.ts";
import { resolveClass, resolveFunction } from "../task/resolve_refs.ts";
import { isPromiseLike } from "../options/promises.ts";
import { BUILT_IN_TYPES, builtInShape, shapeOf } from "./built_in_types.ts";
import { type Exposure, ObjectTable, type Referent } from "./object_table.ts";
import { type ProxyTypeState, type Registration, SERVER_OBJECT } from "./protocol.ts";
import { ClientSession } from "./client_session.ts";
import type { SocketAddress } from "../platform/sockets.ts";
import { Listener } from "../channel/listener.ts";
import { AuthenticationError, ConnectionClosedError } from "../errors/channel_errors.ts";
import { JoinableQueue, type Queue } from "../channel/queue.ts";
import { ProcessError } from "../errors/process_error.ts";
import { isIterator, type Iterated, ManagedIterator } from "./served/managed_iterator.ts";
import type { AnyFunction, JavaScriptRef } from "../task/refs.ts";
import { brand, register } from "../task/registry.ts";
import { setLocalServer } from "./proxy.ts";

interface RegisteredType extends Registration {
  /** The one object of a singleton. */
  made?: unknown;
}

/** What a manager's server does for its clients: it makes objects and calls their methods. */
export class ManagerServer {
  readonly #id: string;
  readonly #table: ObjectTable;
  readonly #types = new Map<string, RegisteredType>();
  readonly #links = new Set<ClientSession>();
  #failure: ProcessError | undefined;
  /** Called when a client of this program asks for the end. */
  readonly #shutdown: () => void;

  constructor(id: string, doorway: SharedRef, shutdown: () => void) {
    this.#id = id;
    this.#table = new ObjectTable(id, doorway);
    this.#shutdown = shutdown;
  }

  /** The object of a proxy of this server. */
  objectOf(id: number): object {
    return this.#referent(id, "use it").object;
  }

  /** Whether it serves another program over a connection. */
  isClient(connection: SocketConnection): boolean {
    return this.#table.countsFor(connection);
  }

  /** Serves a client until it is gone. */
  async serve(channel: Connection | SocketConnection): Promise<void> {
    const link = new ClientSession(channel, this.#table);
    this.#links.add(link);
    await link.serve((link, object, method, args) =>
      object === SERVER_OBJECT ? this.#desk(link, method, args) : this.#call(object, method, args)
    );
    this.#links.delete(link);
  }

  close(): void {
    for (const link of this.#links) link.close();
  }

  #call(object: number, method: string, args: unknown[]): unknown {
    const referent = this.#referent(object, `call "${method}"`);
    const { shape, typeId } = referent;
    const target = referent.object as Record<string, unknown>;
    if (shape.getters.includes(method)) return target[method];
    if (!shape.methods.includes(method)) {
      throw new TypeError(
        `Cannot call "${method}" of ${typeId} as it is not exposed: it exposes ${
          [...shape.methods, ...shape.getters].join(", ")
        }`,
      );
    }
    const result = (target[method] as (...args: unknown[]) => unknown)(...args);
    if (!Object.hasOwn(referent.methodToTypeId, method)) return result;
    const as = referent.methodToTypeId[method]!;
    const expose = (one: unknown) =>
      this.#exposeAs(as, as === "Iterator" ? new ManagedIterator(one as Iterated<unknown>) : one);
    return isPromiseLike(result) ? result.then(expose) : expose(result);
  }

  /** Has all that is created from now on rejected with what the initializer threw. */
  fail(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure = new ProcessError(`Cannot use the manager as its initializer threw: ${reason}`, { cause });
  }

  #assertStarted(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #desk(link: ClientSession, method: string, args: unknown[]): unknown {
    switch (method) {
      case "hello":
        return this.#id;
      case "create":
        this.#assertStarted();
        return this.#create(checkTypeId(args[0]), checkArgs(args[1]));
      case "register":
        if (link.isRemote) throw new TypeError("Cannot register a type from another program");
        return void this.#types.set(args[0] as string, args[1] as Registration);
      case "getValue":
        return plainCopy(this.objectOf(args[0] as number));
      case "hold":
        return link.hold(args[0] as number, args[1] as number);
      case "objects":
        return this.#table.size;
      case "shutdown":
        if (link.isRemote) throw new TypeError("Cannot shut down a manager from another program");
        return this.#shutdown();
      default:
        throw new TypeError(`Cannot do "${method}"`);
    }
  }

  #create(typeId: string, args: unknown[], proxyType?: ProxyTypeState): unknown {
    const type = this.#types.get(typeId);
    if (type === undefined) {
      const Class = BUILT_IN_TYPES.get(typeId);
      if (Class !== undefined) return this.#exposeAs(typeId, new Class(...args), proxyType);
      const known = [...BUILT_IN_TYPES.keys(), ...this.#types.keys()];
      throw new TypeError(
        `Cannot create "${typeId}" as no such type is registered: there are ${known.join(", ")}`,
      );
    }
    if (!type.singleton) return this.#make(typeId, type, args);
    if (type.made === undefined) {
      const made = type.made = this.#make(typeId, type, args);
      // The next call tries again.
      if (isPromiseLike(made)) made.then(undefined, () => type.made = undefined);
    }
    return type.made;
  }

  #make(typeId: string, type: Registration, args: unknown[]): unknown {
    const { source } = type;
    const expose = (object: unknown) =>
      isIterator(object)
        ? this.#exposeAs("Iterator", new ManagedIterator(object), type.proxyType)
        : this.#exposeAs(typeId, object);
    if (source.kind === "type") return this.#create(source.typeId, args, type.proxyType);
    if (source.kind === "queue") {
      return this.#create(queueTypeOf(source.queue), [source.queue], type.proxyType);
    }
    if (source.kind === "none") {
      throw new TypeError(`Cannot create "${typeId}" as it was registered with 'createMethod: false'`);
    }
    if (source.kind === "class") {
      const Class = resolveClass(source.ref);
      return isPromiseLike(Class)
        ? Class.then((Class) => expose(new Class(...args)))
        : expose(new Class(...args));
    }
    const factory = resolveFunction(source.ref);
    const made = isPromiseLike(factory) ? factory.then((factory) => factory(...args)) : factory(...args);
    return isPromiseLike(made) ? made.then(expose) : expose(made);
  }

  #exposeAs<T>(typeId: string, object: T, proxyType?: ProxyTypeState): T {
    const type = this.#types.get(typeId);
    const builtIn = type === undefined ? builtInShape(typeId) : undefined;
    const exposure: Exposure = {
      typeId,
      shape: builtIn ?? shapeOf(object as object, type?.exposed),
      methodToTypeId: type?.methodToTypeId ?? {},
      proxyType: proxyType ?? type?.proxyType,
    };
    return this.#table.expose(object, exposure);
  }

  #referent(id: number, doing: string): Referent {
    const referent = this.#table.get(id);
    if (referent === undefined) {
      throw new ReferenceError(`Cannot ${doing} as the object is gone: its last proxy was released`);
    }
    return referent;
  }
}

function queueTypeOf(queue: Queue): string {
  return queue instanceof JoinableQueue ? "JoinableQueue" : "Queue";
}

function checkTypeId(typeId: unknown): string {
  if (typeof typeId === "string") return typeId;
  throw new TypeError(`Cannot create an object as its type must be a name: received ${typeof typeId}`);
}

function checkArgs(args: unknown): unknown[] {
  if (Array.isArray(args)) return args;
  throw new TypeError(`Cannot create an object as its arguments must be an array: received ${typeof args}`);
}

/** What is sent as a copy. Objects inside that are exposed stay references. */
function plainCopy(object: object): unknown {
  const { _plain } = object as { _plain?: () => unknown };
  if (typeof _plain === "function") return _plain.call(object);
  return { ...object };
}

/** What a manager's server is started with. */
export interface ServerOrder {
  /** Tells the server from others. */
  readonly id: string;
  /** Clients of this program send their end of a pipe through it. */
  readonly doorway: Connection<Connection>;
  /** The clients' end of the doorway. Only they hold it, so that the server ends with the last. */
  readonly entrance: SharedRef;
  /** Gets the address, or the error, once the server listens for other programs. */
  readonly listening: Connection | undefined;
  readonly address: SocketAddress | undefined;
  readonly authKey: Uint8Array | undefined;
  /** What runs before the server serves. */
  readonly initializer: { readonly ref: JavaScriptRef; readonly args: readonly unknown[] } | undefined;
}

/** A manager's server: what its process runs. Ends when a client asks for it, or none is left. */
export async function serveManager(order: ServerOrder): Promise<void> {
  const { doorway, listening, initializer } = order;
  let listener: Listener | undefined;
  const server = new ManagerServer(order.id, order.entrance, () => {
    // The answer goes out first.
    setTimeout(() => {
      doorway.close();
      server.close();
    });
  });
  setLocalServer({
    id: order.id,
    objectOf: (id) => server.objectOf(id),
    isClient: (connection) => server.isClient(connection),
  });
  let failure: { readonly error: unknown } | undefined;
  try {
    if (initializer !== undefined) await (await resolveFunction(initializer.ref))(...initializer.args);
  } catch (error) {
    failure = { error };
    server.fail(error);
  }
  if (listening !== undefined) {
    try {
      if (failure !== undefined) throw failure.error;
      listener = new Listener(order.address, { authKey: order.authKey });
      await listening.send(listener.address);
    } catch (error) {
      return await listening.send(error);
    } finally {
      listening.close();
    }
    acceptClients(listener, server);
  }
  try {
    while (true) server.serve(await doorway.recv());
  } catch (error) {
    if (!(error instanceof ConnectionClosedError)) throw error;
  } finally {
    listener?.close();
    server.close();
  }
}

/** Lets clients in until the listener is closed. Those who are refused have been told. */
async function acceptClients(listener: Listener, server: ManagerServer): Promise<void> {
  while (true) {
    try {
      server.serve(await listener.accept());
    } catch (error) {
      if (!(error instanceof AuthenticationError)) return;
    }
  }
}

// Every thread's own copy is the same: it is in the script that workers start with.
const MODULE = "multicore:manager";
register(MODULE, "serveManager", serveManager);
brand(serveManager as AnyFunction, {
  kind: "export",
  module: MODULE,
  name: "serveManager",
  registered: true,
});
