import type { ServerSocket, Socket, SocketAddress } from "../platform/sockets.ts";
import { unrefTimer } from "../platform/runtime.ts";
import { AuthenticationError, ConnectionClosedError } from "../errors/channel_errors.ts";
import { getLogger } from "../log/logger.ts";
import { type Deferred, deferred, withDeadline } from "../options/promises.ts";
import { establishConnection, type SocketConnection } from "./socket_connection.ts";

/** A client that came: its connection, or the error that says why it was refused. */
export type Arrival =
  | { readonly connection: SocketConnection; readonly from: SocketAddress | null }
  | { readonly error: AuthenticationError };

/** The limits of a reception. */
export interface ReceptionLimits {
  /** Milliseconds that a client has to say who it is. */
  readonly greetingMs: number;
  /** Milliseconds after which a client that is still silent gives way to the next, if all places or files are taken. */
  readonly patienceMs: number;
  /** The most clients that are greeted at a time. */
  readonly places: number;
  /** Milliseconds of the first pause after an error of the system's; each one after that is twice as long. */
  readonly pauseMs: number;
  /** Milliseconds of the longest pause. */
  readonly longestPauseMs: number;
}

const LIMITS: ReceptionLimits = {
  greetingMs: 10_000,
  patienceMs: 1000,
  places: 128,
  pauseMs: 10,
  longestPauseMs: 200,
};

interface Greeting {
  readonly begun: number;
  readonly abort: AbortController;
}

/**
 * Lets clients in: it accepts them and greets them side by side, so that none waits for another's words. Strangers end nothing but
 * their own connection: one that leaves, or is silent for too long, is forgotten, and when the system refuses a connection (as it
 * does when the program has too many files open) the next attempt comes after a pause.
 */
export class Reception {
  readonly #server: ServerSocket;
  readonly #key: Uint8Array<ArrayBuffer> | undefined;
  readonly #limits: ReceptionLimits;
  /** The oldest first. */
  readonly #greetings = new Set<Greeting>();
  readonly #arrivals: Arrival[] = [];
  readonly #closed: Deferred<void> = deferred();
  /** Resolved at the next change of the two lists. */
  #change: Deferred<void> = deferred();
  #isClosed = false;
  #isAwaited = false;
  #isAdmitting = false;
  #pause: number;

  constructor(
    server: ServerSocket,
    key: Uint8Array<ArrayBuffer> | undefined,
    limits: Partial<ReceptionLimits> = {},
  ) {
    this.#server = server;
    this.#key = key;
    this.#limits = { ...LIMITS, ...limits };
    this.#pause = this.#limits.pauseMs;
  }

  /**
   * Waits for the next client. Meanwhile others are greeted; clients come in only while somebody waits here, so no more arrive
   * unasked than are greeted at a time.
   *
   * @throws {ConnectionClosedError} When it is closed.
   */
  async next(): Promise<Arrival> {
    this.#isAwaited = true;
    try {
      while (this.#arrivals.length === 0) {
        if (this.#isClosed) {
          throw new ConnectionClosedError("Cannot accept a connection as the listener is closed");
        }
        const change = this.#change.promise;
        this.#admit();
        await change;
      }
      return this.#arrivals.shift()!;
    } finally {
      this.#isAwaited = false;
    }
  }

  /** Closes the connections of all that nobody has taken yet, and stops to listen. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closed.resolve();
    const reason = new ConnectionClosedError("Cannot greet a client as the listener was closed");
    for (const { abort } of [...this.#greetings]) abort.abort(reason);
    for (const arrival of this.#arrivals.splice(0)) if ("connection" in arrival) arrival.connection.close();
    this.#changed();
    this.#server.close();
  }

  /** Lets in one client more, unless that is under way. */
  async #admit(): Promise<void> {
    if (this.#isAdmitting) return;
    this.#isAdmitting = true;
    try {
      await this.#findPlace();
      if (this.#isClosed) return;
      const { socket, from } = await this.#server.accept();
      this.#pause = this.#limits.pauseMs;
      if (this.#isClosed) socket.close();
      else this.#greet(socket, from);
    } catch (error) {
      await this.#afterError(error as Error);
    } finally {
      this.#isAdmitting = false;
      this.#changed();
    }
  }

  /** Waits for a place. Among many that come at once each has a moment to speak; one that has not by then is sent away. */
  async #findPlace(): Promise<void> {
    const { places, patienceMs } = this.#limits;
    while (this.#greetings.size >= places && !this.#isClosed) {
      const [{ begun, abort }] = [...this.#greetings] as [Greeting];
      const left = begun + patienceMs - performance.now();
      if (left <= 0) abort.abort(impatience());
      const { promise } = this.#change;
      await withDeadline(promise, Math.max(left, 0), () => {});
    }
  }

  async #afterError(error: Error): Promise<void> {
    if (this.#isClosed) return;
    if (error instanceof ConnectionClosedError) return this.close();
    // What the system lacks, such as files that may be open, the silent ones may have.
    const since = performance.now() - this.#limits.patienceMs;
    for (const { begun, abort } of [...this.#greetings]) if (begun <= since) abort.abort(impatience());
    const pause = this.#pause;
    this.#pause = Math.min(pause * 2, this.#limits.longestPauseMs);
    getLogger().warning(
      () => `Listener: a connection was not accepted, the next try is in ${pause} ms: ${error.message}`,
    );
    await withDeadline(this.#closed.promise, pause, () => {});
  }

  async #greet(socket: Socket, from: SocketAddress | null): Promise<void> {
    const abort = new AbortController();
    const greeting: Greeting = { begun: performance.now(), abort };
    this.#greetings.add(greeting);
    const { greetingMs } = this.#limits;
    const timer = setTimeout(() => {
      abort.abort(new ConnectionClosedError(`Cannot wait for a client's greeting for over ${greetingMs} ms`));
    }, greetingMs);
    // Only those who wait for a client keep the program running, and they do so by the listener.
    unrefTimer(timer);
    socket.keepAlive(false);
    try {
      const connection = await establishConnection(socket, "listener", this.#key, abort.signal);
      if (this.#isClosed) connection.close();
      else this.#arrivals.push({ connection, from });
    } catch (error) {
      // One that only left, or was silent, has asked for nothing.
      if (error instanceof AuthenticationError && this.#isAwaited) this.#arrivals.push({ error });
      getLogger().info(() => `Listener: a client was refused: ${(error as Error).message}`);
    } finally {
      clearTimeout(timer);
      this.#greetings.delete(greeting);
      this.#changed();
    }
  }

  #changed(): void {
    const { resolve } = this.#change;
    this.#change = deferred();
    resolve();
  }
}

function impatience(): ConnectionClosedError {
  return new ConnectionClosedError("Cannot wait for a client's greeting any longer as others want its place");
}
