import type { SocketAddress } from "../platform/sockets.ts";
import type { Queue } from "../channel/queue.ts";
import type { ClassRef, JavaScriptRef } from "../task/refs.ts";

/** A call: its number, 0 if nobody waits for the answer; what it is of, `DESK` is the server itself; the method's name. */
export type Call = [call: number, object: number, method: string, args: unknown[]];
/** What a client sends. Its call's number alone means that nobody waits for its answer any more. */
export type Request = Call | [call: number];
/** What the server answers: a value, or an error as a third item. */
export type Reply = [call: number, value: unknown] | [call: number, value: undefined, error: unknown];

/** The number of the server itself. */
export const SERVER_OBJECT = 0;

/** What an object lets its proxies do. */
export interface Shape {
  readonly methods: readonly string[];
  /** Properties to read. */
  readonly getters: readonly string[];
}

/** How the server makes objects of a type. */
export interface Registration {
  readonly source:
    | { readonly kind: "class"; readonly ref: ClassRef }
    | { readonly kind: "function"; readonly ref: JavaScriptRef }
    | { readonly kind: "type"; readonly typeId: string }
    /** A queue of the program's own, which the server puts into and takes from. */
    | { readonly kind: "queue"; readonly queue: Queue }
    /** Objects of the type come from methods alone. */
    | { readonly kind: "none" };
  /** Methods and properties; all public ones if left out. */
  readonly exposed: readonly string[] | undefined;
  /** Types as which the results of methods are exposed. */
  readonly methodToTypeId: Readonly<Record<string, string>>;
  /** Whether all who create one get the same. */
  readonly singleton: boolean;
  readonly proxyType: ProxyTypeState | undefined;
}

/** What the proxies of a type do in the thread that calls them: methods of a class, which return promises. */
export interface ProxyTypeState {
  readonly ref: ClassRef;
  readonly methods: readonly string[];
  readonly getters: readonly string[];
  /** Whether its objects can be iterated with `for await`. */
  readonly iterates: boolean;
}

/** What stands for an exposed object in a message. */
export interface ProxyState {
  /** The server's id. */
  readonly server: string;
  readonly object: number;
  readonly typeId: string;
  /** Unless the type is one that every thread knows. */
  readonly shape?: Shape | undefined;
  /** In this program alone: code never comes from another one. */
  readonly proxyType?: ProxyTypeState | undefined;
  /** How another thread of this program finds a server in another one. */
  readonly remote?: RemoteServer | undefined;
}

/** Where a server in another program is. */
export interface RemoteServer {
  readonly address: SocketAddress;
  readonly authKey: Uint8Array | undefined;
}

/** The name under which proxies travel. */
export const PROXY_TYPE = "ManagerProxy";
