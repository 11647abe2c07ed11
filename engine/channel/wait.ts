import { BLOCKED } from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { layoutSymbol, received } from "../platform/copies.ts";
import { thread } from "../memory/thread.ts";
import type { Limits } from "./inbox.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
} from "../options/check_options.ts";

/** The method that lets `wait` wait for an object. */
export const readiness: unique symbol = layoutSymbol("readiness") as never;

/** What `wait` needs to know of an object. */
export interface Readiness {
  /** Signalled when the object may have become ready, or a wait by the event loop alone for something from outside the program. */
  readonly change: number | ((limits: Limits) => Promise<unknown>);
  /** Whether it is ready. Throws if it cannot become so any more. */
  isReady(): boolean;
}

/**
 * What `wait` waits for: a connection, until there is something to receive or its other end is closed; a listener, until there is a
 * client to accept; or a process, until it has ended.
 */
export interface Awaitable {
  /**
   * How it is waited for.
   *
   * @internal
   */
  [readiness](): Readiness;
}

/** The doorbell serves waits of one kind in their order: these are as the polls of a queue. */
const POLL = 2;

/**
 * Waits until some of the objects are ready, and resolves to those, in their order (Python's `multiprocessing.connection.wait`);
 * to none after `timeout` milliseconds. A connection is ready when `recv` would not wait, a listener when `accept` would not, a
 * process when it has ended.
 *
 * @throws {TypeError} If an object is of another kind, or there twice.
 * @throws {ConnectionClosedError} If a connection or a listener is closed in this thread.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Pipe, Process, wait } from "../../mod.ts";
 *
 * const [left, right] = Pipe<string>();
 * const process = new Process({ target: () => {} });
 * process.start();
 * assertEquals(await wait([right, process]), [process]);
 * left.sendSync("hello");
 * assertEquals(await wait([right, process]), [right, process]);
 * left.close();
 * right.close();
 * ```
 */
export async function wait<T extends Awaitable>(objects: Iterable<T>, options?: AsyncOptions): Promise<T[]> {
  const { timeout = Infinity, signal } = asyncWait(options, "wait");
  const sources = sourcesOf(objects);
  const first = readyOf(sources);
  signal?.throwIfAborted();
  if (first.length > 0 || sources.size === 0) return first;
  const others = new AbortController();
  const limits = { timeout, signal: signal ? AbortSignal.any([signal, others.signal]) : others.signal };
  const waits = [...sources.values()].map((source) =>
    typeof source.change === "number"
      ? doorbell().wait(source.change, POLL, () => source.isReady() ? 0 : BLOCKED, limits)
      : source.change(limits)
  );
  try {
    await Promise.race(waits);
  } finally {
    others.abort();
    await Promise.allSettled(waits);
  }
  return readyOf(sources);
}

/**
 * As `wait`, and blocks the thread meanwhile. It waits for pipes and processes alone: sockets are served by the event loop.
 *
 * @throws {TypeError} If an object is of another kind, or there twice.
 * @throws {ConnectionClosedError} If a connection is closed in this thread.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Pipe, waitSync } from "../../mod.ts";
 *
 * const [left, right] = Pipe<string>();
 * assertEquals(waitSync([left, right], { timeout: 1 }), []);
 * left.sendSync("hello");
 * assertEquals(waitSync([left, right]), [right]);
 * left.close();
 * right.close();
 * ```
 */
export function waitSync<T extends Awaitable>(objects: Iterable<T>, options?: BlockingOptions): T[] {
  const timeout = blockingTimeout(options, "wait");
  const sources = sourcesOf(objects);
  const waitables = [...sources].map(([object, { change }]) => {
    if (typeof change === "number") return change;
    throw new TypeError(
      `Cannot wait for a socket while the thread is blocked, use wait(): received ${received(object)}`,
    );
  });
  let ready = readyOf(sources);
  if (ready.length > 0 || sources.size === 0 || timeout === 0) return ready;
  doorbell().serveUntil(() => {
    // Interest first, the look second: a change between the two rings.
    for (const waitable of waitables) thread().core.watch(waitable);
    ready = readyOf(sources);
    return ready.length > 0;
  }, timeout);
  return ready;
}

function sourcesOf<T extends Awaitable>(objects: Iterable<T>): Map<T, Readiness> {
  const sources = new Map<T, Readiness>();
  for (const object of objects) {
    if (typeof object?.[readiness] !== "function") {
      throw new TypeError(
        `Cannot wait for what is no connection, listener or process: received ${received(object)}`,
      );
    }
    if (sources.has(object)) throw new TypeError("Cannot wait for an object that is given twice");
    sources.set(object, object[readiness]());
  }
  return sources;
}

function readyOf<T>(sources: ReadonlyMap<T, Readiness>): T[] {
  return [...sources].filter(([, source]) => source.isReady()).map(([object]) => object);
}
