import type { MessagePort } from "node:worker_threads";
import { builtin, inDeno, queueMacrotask } from "./runtime.ts";

/**
 * One end of the means by which others can tell that a thread lives. In Deno it is the name of a Web Lock that the thread holds:
 * only a thread that holds one is really stopped by `terminate()`. Elsewhere it is the end of a channel, which closes when the
 * thread that has the other end dies.
 */
export type Lifeline = string | MessagePort;

/** Both ends of a new thread's lifeline. An end that is a port can be sent once. */
export function makeLifeline(): { held: Lifeline; watched: Lifeline } {
  if (inDeno) {
    const lock = `multicore ${crypto.randomUUID()}`;
    return { held: lock, watched: lock };
  }
  const { MessageChannel } = builtin("node:worker_threads")!;
  const { port1, port2 } = new MessageChannel();
  return { held: port1, watched: port2 };
}

/** The ports that must be transferred, not copied, to send an end of a lifeline. */
export function portsOf(end: Lifeline): MessagePort[] {
  return typeof end === "string" ? [] : [end];
}

/** This thread's own end, kept here because a port that is collected closes. */
let ownLifeline: Lifeline;

/** Holds the lifeline for as long as this thread lives, and keeps its event loop going. Calls back once it is held. */
export function holdLifeline(end: Lifeline, callback: () => void): void {
  ownLifeline = end;
  if (typeof ownLifeline === "string") return holdLock(ownLifeline, callback);
  setInterval(() => {}, 2 ** 30);
  queueMacrotask(callback);
}

/** Calls back once the thread that holds the other end is dead. */
export function onLifelineLost(end: Lifeline, callback: () => void): void {
  if (typeof end === "string") return holdLock(end, callback);
  end.on("close", callback);
  // A port tells of its end only once it listens.
  end.start();
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
