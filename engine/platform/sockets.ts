import type { DenoAddr, DenoConn, DenoListener, DenoRuntime } from "./deno_types.ts";
import { ConnectionClosedError, ConnectionRefusedError } from "../errors/channel_errors.ts";
import { FileNotFoundError } from "../errors/system_errors.ts";
import { ProcessError } from "../errors/process_error.ts";
import { shellQuoted } from "./permission_flag.ts";
import { shown } from "../options/shown.ts";

declare const Deno: DenoRuntime;

/**
 * Where a `Listener` listens, as in Python: `[hostname, port]` of a TCP socket, or the path of a Unix socket. Port 0 is any that
 * is free. On Linux a path that begins with `"\0"` names an abstract socket, which is no file.
 */
export type SocketAddress = string | readonly [hostname: string, port: number];

/** The kinds of addresses, under Python's names: `[hostname, port]`, and the path of a Unix socket. */
export type SocketFamily = "AF_INET" | "AF_UNIX";

/** A stream of bytes to another program. Calls on one that is closed throw `ConnectionClosedError`. */
export interface Socket {
  /** Reads some bytes into a buffer, and returns how many; `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Writes all the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Whether a pending read keeps the program running. */
  keepAlive(on: boolean): void;
  close(): void;
}

/** A socket that others connect to. */
export interface ServerSocket {
  /** Where it listens. */
  readonly address: SocketAddress;
  /** Waits for the next one to connect. Rejects with a `ConnectionClosedError` once it is closed; other errors pass. */
  accept(): Promise<{ socket: Socket; from: SocketAddress | null }>;
  /** Whether a pending accept keeps the program running. */
  keepAlive(on: boolean): void;
  close(): void;
}

/**
 * Listens at an address. `backlog` is how many clients over TCP may wait to be accepted. Throws what the system says, and which
 * permissions are lacking. `whenClosed` is called when the socket has been closed.
 */
export function listenAt(
  address: SocketAddress,
  backlog?: number,
  whenClosed: () => void = () => {},
): ServerSocket {
  const doing = `listen at ${showAddress(address)}`;
  assertDeno(doing);
  try {
    const listener = typeof address === "string"
      ? Deno.listen({ transport: "unix", path: address })
      : Deno.listen({
        hostname: address[0],
        port: address[1],
        ...backlog !== undefined && { tcpBacklog: backlog },
      });
    return new DenoServerSocket(listener, whenClosed);
  } catch (error) {
    throw explained(error, doing, address);
  }
}

/**
 * Listens at a free address of a family: at any free port of this machine alone, or at a path in a new folder for temporary files,
 * which is removed when the socket is closed.
 */
export function listenAnywhere(family: SocketFamily, backlog?: number): ServerSocket {
  if (family === "AF_INET") return listenAt(["127.0.0.1", 0], backlog);
  assertDeno("listen");
  const folder = temporaryFolder();
  const remove = () => Deno.removeSync(folder, { recursive: true });
  try {
    return listenAt(`${folder}/socket`, undefined, remove);
  } catch (error) {
    remove();
    throw error;
  }
}

function temporaryFolder(): string {
  try {
    return Deno.makeTempDirSync({ prefix: "multicore-" });
  } catch (cause) {
    const why = (cause as Error).message;
    throw new Error(`Cannot listen as no folder can be made for the socket: ${why}`, { cause });
  }
}

/** The family of an address. */
export function familyOf(address: SocketAddress): SocketFamily {
  return typeof address === "string" ? "AF_UNIX" : "AF_INET";
}

/** Throws for what is no family, or not that of the address. */
export function checkFamily(
  family: unknown,
  address: SocketAddress | undefined,
  doing: string,
): asserts family is SocketFamily | undefined {
  if (family === undefined) return;
  if (family !== "AF_INET" && family !== "AF_UNIX") {
    throw new TypeError(`Cannot ${doing} as 'family' must be AF_INET or AF_UNIX: received ${shown(family)}`);
  }
  if (address !== undefined && familyOf(address) !== family) {
    throw new TypeError(
      `Cannot ${doing} as the address is one of ${familyOf(address)}: received the family ${family}`,
    );
  }
}

/** Connects to whoever listens at an address. */
export async function connectTo(address: SocketAddress): Promise<Socket> {
  const doing = `connect to ${showAddress(address)}`;
  assertDeno(doing);
  try {
    return new DenoSocket(
      typeof address === "string"
        ? await Deno.connect({ transport: "unix", path: address })
        : await Deno.connect({ hostname: address[0], port: address[1] }),
    );
  } catch (error) {
    throw explained(error, doing, address);
  }
}

/** Elsewhere a server is not listening yet, and has no port, when `listen()` returns. */
function assertDeno(doing: string): void {
  if (typeof Deno === "undefined") {
    throw new ProcessError(`Cannot ${doing} as this runtime lacks the sockets for it: run it in Deno`);
  }
}

/** An address as errors show it. */
export function showAddress(address: SocketAddress): string {
  return typeof address === "string" ? `"${address}"` : `${address[0]}:${address[1]}`;
}

class DenoSocket implements Socket {
  readonly #conn: DenoConn;

  constructor(conn: DenoConn) {
    this.#conn = conn;
    setUpTcp(conn);
  }

  async read(into: Uint8Array): Promise<number | null> {
    try {
      return await this.#conn.read(into);
    } catch (error) {
      throw lost(error);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
    } catch (error) {
      throw lost(error);
    }
  }

  keepAlive(on: boolean): void {
    if (on) this.#conn.ref();
    else this.#conn.unref();
  }

  close(): void {
    this.#conn.close();
  }
}

class DenoServerSocket implements ServerSocket {
  readonly address: SocketAddress;
  readonly #listener: DenoListener;
  readonly #whenClosed: () => void;

  constructor(listener: DenoListener, whenClosed: () => void) {
    this.#listener = listener;
    this.#whenClosed = whenClosed;
    this.address = addressOf(listener.addr)!;
  }

  async accept(): Promise<{ socket: Socket; from: SocketAddress | null }> {
    try {
      const conn = await this.#listener.accept();
      return { socket: new DenoSocket(conn), from: addressOf(conn.remoteAddr) };
    } catch (error) {
      // Another error is the system's word on this one connection, or on too many open files.
      throw error instanceof Deno.errors.BadResource ? lost(error) : error;
    }
  }

  keepAlive(on: boolean): void {
    if (on) this.#listener.ref();
    else this.#listener.unref();
  }

  close(): void {
    try {
      this.#listener.close();
    } catch (error) {
      // The system has closed it already.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    this.#whenClosed();
  }
}

/**
 * Sets what connections over TCP need. The system asks whether the other side is still there when nothing travels: one that has
 * lost its power, or its network, says no goodbye. When it asks is the system's setting (on Linux after two hours). And it sends
 * at once, as a frame is written whole: to wait for more would only hold it up.
 */
function setUpTcp(conn: DenoConn): void {
  try {
    conn.setKeepAlive?.(true);
    conn.setNoDelay?.(true);
  } catch {
    // A socket that is closed by now says so when it is read.
  }
}

/** `null` for the client of a Unix socket, which has no path of its own. */
function addressOf(addr: DenoAddr): SocketAddress | null {
  if (addr.transport === "unix" || addr.transport === "unixpacket") return addr.path ?? null;
  if (addr.transport === "tcp") return [addr.hostname, addr.port];
  return null;
}

function lost(cause: unknown): Error {
  return new ConnectionClosedError(`Cannot go on as the connection is lost: ${(cause as Error).message}`, {
    cause,
  });
}

function explained(error: unknown, doing: string, address: SocketAddress): Error {
  const cause = error as Error;
  if (cause instanceof Deno.errors.NotCapable) {
    const flags = (typeof address === "string"
      ? [`--allow-read=${address}`, `--allow-write=${address}`, `--allow-net=unix:${address}`]
      : [`--allow-net=${address[0]}:${address[1]}`]).map((flag) =>
        shellQuoted(flag)
      ).join(" ");
    return new Deno.errors.NotCapable(`Cannot ${doing} as that is not permitted: run with ${flags}`, {
      cause,
    });
  }
  if (cause instanceof Deno.errors.NotFound) {
    return new FileNotFoundError(`Cannot ${doing} as nothing is there`, { cause });
  }
  // A listener that is closed at that moment resets.
  if (cause instanceof Deno.errors.ConnectionRefused || cause instanceof Deno.errors.ConnectionReset) {
    return new ConnectionRefusedError(`Cannot ${doing} as nobody listens there`, { cause });
  }
  return new Error(`Cannot ${doing}: ${cause.message}`, { cause });
}

/** Throws for what is no address. */
export function checkAddress(address: unknown, doing: string): asserts address is SocketAddress {
  if (typeof address === "string" && address.startsWith("\\\\")) {
    throw new TypeError(
      `Cannot ${doing} as named pipes of Windows cannot be opened: received ${shown(address)}`,
    );
  }
  if (typeof address === "string" && address !== "") return;
  if (!Array.isArray(address) || address.length !== 2 || typeof address[0] !== "string") {
    throw new TypeError(
      `Cannot ${doing} as the address must be a path or [hostname, port]: received ${
        typeof address === "object" ? JSON.stringify(address) : `'${String(address)}'`
      }`,
    );
  }
  const port: unknown = address[1];
  if (!(Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65535)) {
    throw new RangeError(`Cannot ${doing} as a port is an integer from 0 to 65535: received ${shown(port)}`);
  }
}
