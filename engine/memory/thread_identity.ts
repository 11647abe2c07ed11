import { Slot } from "./slot.ts";
import { thread } from "./thread.ts";
import { threadPid } from "../platform/runtime.ts";
import { actor, ThreadLocal } from "./thread_local.ts";

/** What a thread is told about itself by the one that starts it. */
export interface ThreadIdentity {
  readonly name: string;
  readonly pid: number;
  /** Which child it is, of which child …: `[1, 2]` is the second child of the main thread's first. */
  readonly path: readonly number[];
  readonly daemon: boolean;
  /** What its connections prove themselves with by default. */
  readonly authKey: Uint8Array<ArrayBuffer>;
  readonly parent: {
    readonly name: string;
    readonly pid: number;
    readonly slot: number;
    readonly generation: number;
  } | null;
}

interface OwnIdentity {
  readonly atStart: Omit<ThreadIdentity, "authKey">;
  /** A process can be given another name while it runs. */
  name: string;
  /** The main thread's is made when it is first asked for: not every runtime has random numbers before. */
  authKey: Uint8Array<ArrayBuffer> | undefined;
  childCount: number;
}

const current = new ThreadLocal<OwnIdentity>("self", () => ({
  atStart: { name: "MainProcess", pid: threadPid(0), path: [], daemon: false, parent: null },
  name: "MainProcess",
  authKey: undefined,
  childCount: 0,
}));

/** Who this thread is. */
export function ownIdentity(): OwnIdentity {
  return current.get();
}

/** Tells this thread who it is. */
export function setOwnIdentity(identity: ThreadIdentity): void {
  current.set({ atStart: identity, name: identity.name, authKey: identity.authKey, childCount: 0 });
}

/** This thread's key: the main thread's is random, children have their parent's. */
export function authKey(): Uint8Array<ArrayBuffer> {
  return ownIdentity().authKey ??= crypto.getRandomValues(new Uint8Array(32));
}

/** The number of this thread's next child: processes and pools' workers are counted together, as in Python. */
export function nextChildNumber(): number {
  return ++ownIdentity().childCount;
}

/** A child's place in the tree of processes, as names show it: `1:2` for the second child of the first. */
export function childPath(child: number): string {
  return [...ownIdentity().atStart.path, child].join(":");
}

/** What a new child of this thread is told, which has that slot already. */
export function childIdentity(
  slot: number,
  name: string,
  child: number,
  daemon: boolean,
  key: Uint8Array<ArrayBuffer> = authKey(),
): ThreadIdentity {
  const { atStart: identity, name: parentName } = ownIdentity();
  const { slot: parentSlot } = actor() ?? thread();
  return {
    name,
    pid: threadPid(new Slot(slot).serial),
    path: [...identity.path, child],
    daemon,
    authKey: key,
    parent: {
      name: parentName,
      pid: identity.pid,
      slot: parentSlot,
      generation: new Slot(parentSlot).generation,
    },
  };
}
