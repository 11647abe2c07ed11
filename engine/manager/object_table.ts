import { type Connection, Pipe } from "../channel/pipe.ts";
import { outgoingConnection, type SocketConnection } from "../channel/socket_connection.ts";
import { Refusal } from "../codec/refusal.ts";
import { type SharedState, sharedState } from "../codec/shared_object.ts";
import type { SharedRef } from "../memory/handle.ts";
import { Handle } from "../memory/handle.ts";
import { builtInShape } from "./built_in_types.ts";
import { PROXY_TYPE, type ProxyState, type ProxyTypeState, type Shape } from "./protocol.ts";

/** An exposed object that has proxies. */
export interface Referent {
  readonly id: number;
  readonly object: object;
  readonly typeId: string;
  readonly shape: Shape;
  readonly methodToTypeId: Readonly<Record<string, string>>;
  readonly proxyType?: ProxyTypeState | undefined;
}

/** What a type's objects let their proxies do. */
export type Exposure = Omit<Referent, "id" | "object">;

/** Counts how many proxies of an object a program at the other end of a socket has. */
export interface RemoteHolds {
  add(id: number): void;
}

interface Entry extends Referent {
  /** The server's end of the pipe that proxies in this program hold the other end of. */
  lifeline: { readonly end: Connection; readonly ref: SharedRef } | undefined;
  remoteHolds: number;
}

/**
 * The objects of a manager's server that have proxies somewhere, by their numbers. An object is in the table from the moment a
 * proxy of it is sent until the last one is gone; then its JavaScript references decide how long it lives. README.md says why none
 * is forgotten or lost.
 */
export class ObjectTable {
  readonly #server: string;
  readonly #doorway: SharedRef;
  readonly #entries = new Map<number, Entry>();
  readonly #ids = new WeakMap<object, Entry>();
  readonly #remote = new WeakMap<SocketConnection, RemoteHolds>();
  #count = 0;

  constructor(server: string, doorway: SharedRef) {
    this.#server = server;
    this.#doorway = doorway;
  }

  /** Objects that have proxies. */
  get size(): number {
    return this.#entries.size;
  }

  /** Has proxies of the objects that are sent over a connection counted. */
  countFor(connection: SocketConnection, holds: RemoteHolds): void {
    this.#remote.set(connection, holds);
  }

  /** From now on a proxy is sent instead of the object. */
  expose<T>(value: T, exposure: Exposure): T {
    if (typeof value !== "object" || value === null) {
      throw new TypeError(
        `Cannot expose what is no object as "${exposure.typeId}": received ${typeof value}`,
      );
    }
    const isKnown = Object.hasOwn(value, sharedState);
    if (!isKnown) Object.defineProperty(value, sharedState, { value: () => this.#send(value, exposure) });
    return value;
  }

  /** Whether proxies that are sent over a connection are counted. */
  countsFor(connection: SocketConnection): boolean {
    return this.#remote.has(connection);
  }

  get(id: number): Referent | undefined {
    return this.#entries.get(id);
  }

  /** Adds to the proxies that other programs have of an object, and forgets it with the last. */
  hold(id: number, count: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new ReferenceError("Cannot hold an object of the manager that is gone");
    entry.remoteHolds += count;
    this.#forgetUnheld(entry);
  }

  #send(object: object, exposure: Exposure): SharedState {
    const over = outgoingConnection();
    const holds = over && this.#remote.get(over);
    if (over !== undefined && holds === undefined) {
      throw new Refusal(object, "an object of a manager goes to the manager's own clients only");
    }
    const entry = this.#entry(object, exposure);
    const { id, typeId } = entry;
    const shape = builtInShape(typeId) === undefined ? entry.shape : undefined;
    const state: ProxyState = { server: this.#server, object: id, typeId, shape };
    if (holds === undefined) {
      const refs = [this.#lifeline(entry), this.#doorway];
      return { type: PROXY_TYPE, refs, state: { ...state, proxyType: entry.proxyType } };
    }
    holds.add(id);
    return { type: PROXY_TYPE, refs: [], state };
  }

  #entry(object: object, exposure: Exposure): Entry {
    let entry = this.#ids.get(object);
    if (entry === undefined) {
      entry = { ...exposure, id: ++this.#count, object, lifeline: undefined, remoteHolds: 0 };
      this.#ids.set(object, entry);
    }
    this.#entries.set(entry.id, entry);
    return entry;
  }

  /** The end that a proxy holds. Alive until the message that is being packed holds it. */
  #lifeline(entry: Entry): SharedRef {
    const { lifeline } = entry;
    if (lifeline !== undefined) {
      try {
        return alive(Handle.adopt(lifeline.ref, "a proxy"));
      } catch {
        // The last proxy went away just now.
      }
    }
    const [end, proxyEnd] = Pipe(false);
    const [ref] = proxyEnd[sharedState]().refs;
    queueMicrotask(() => proxyEnd.close());
    const fresh = entry.lifeline = { end, ref: { record: ref!.record, generation: ref!.generation } };
    end.poll({ timeout: Infinity }).finally(() => {
      end.close();
      if (entry.lifeline !== fresh) return;
      entry.lifeline = undefined;
      this.#forgetUnheld(entry);
    });
    return fresh.ref;
  }

  #forgetUnheld(entry: Entry): void {
    if (entry.lifeline === undefined && entry.remoteHolds <= 0) this.#entries.delete(entry.id);
  }
}

function alive(handle: Handle): SharedRef {
  queueMicrotask(() => handle[Symbol.dispose]());
  return handle;
}
