import type { MessagePort } from "node:worker_threads";
import { builtin, inDeno, queueMacrotask } from "./runtime.ts";

/**
 * What a thread holds as long as it lives. The ports are ends of channels: when the thread's runtime is dropped, which is after the
 * thread's last instruction, they go with it, and the other ends are told. That is the proof of its death. In Deno the thread
 * also holds a Web Lock: only a thread that holds one is really stopped by `terminate()`.
 */
export interface Lifeline {
  readonly ports: readonly MessagePort[];
  /** The name of the lock; `undefined` where there is none. */
  readonly lock: string | undefined;
}

/** The other ends of a thread's lifeline, either of which is told. An end that is watched cannot be sent any more. */
export interface WatchedLifeline {
  /** For the thread that made the lifeline to watch. */
  readonly here: MessagePort;
  /** To be sent to another. */
  readonly elsewhere: MessagePort;
}

/** A new thread's lifeline. */
export function makeLifeline(): { held: Lifeline; watched: WatchedLifeline } {
  const { MessageChannel } = builtin("node:worker_threads")!;
  const first = new MessageChannel(), second = new MessageChannel();
  const lock = inDeno ? `multicore ${crypto.randomUUID()}` : undefined;
  return {
    held: { ports: [first.port1, second.port1], lock },
    watched: { here: first.port2, elsewhere: second.port2 },
  };
}

/** Whether the end of a lifeline proves its thread's death: measured in Deno, Node and Bun. */
export function provesDeath(): boolean {
  return inDeno || globalThis.process?.versions?.node !== undefined;
}

/** This thread's own. Nothing hands it out: a program that closed its ports would seem to be dead. */
let ownLifeline: Lifeline | undefined;

/**
 * Takes the lifeline out of what this thread was started with and holds it for as long as this thread lives, which keeps the event
 * loop going. Calls back once it is held.
 */
export function holdLifeline(order: { lifeline?: Lifeline }, callback: () => void): void {
  ownLifeline = order.lifeline!;
  delete order.lifeline;
  const { lock } = ownLifeline;
  if (lock !== undefined) return holdLock(lock, callback);
  setInterval(() => {}, 2 ** 30);
  queueMacrotask(callback);
}

/** Ends that are watched, kept here because a port that is collected tells nothing. */
const watched = new Set<MessagePort>();

/** Calls back once the thread that holds the other end is dead. Does not keep this thread's event loop going. */
export function watchLifeline(port: MessagePort, callback: () => void): void {
  watched.add(port);
  port.on("close", () => {
    watched.delete(port);
    callback();
  });
  // A port tells of its end only once it listens.
  port.start();
  port.unref();
}

/** Takes a Web Lock, when nobody else has it, and keeps it for as long as this thread lives. Calls back once it has it. */
function holdLock(name: string, callback: () => void): void {
  const { locks } = navigator as unknown as {
    locks: { request(name: string, granted: () => Promise<never>): Promise<never> };
  };
  locks.request(name, () => {
    callback();
    return new Promise<never>(() => {});
  });
}
