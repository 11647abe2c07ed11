import { SLOT_GENERATION, SLOT_SERIAL } from "../../kernels/core/layout.ts";
import { loadWord } from "../atomics/word.ts";
import { slotField } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { threadPid } from "../platform.ts";
import { ThreadLocal } from "./thread_local.ts";

/** What a thread is told about itself by the one that starts it. */
export interface Birth {
  readonly name: string;
  readonly pid: number;
  /** Which child it is, of which child …: `[1, 2]` is the second child of the main thread's first. */
  readonly identity: readonly number[];
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

interface Self {
  readonly birth: Omit<Birth, "authKey">;
  /** A process can be given another name while it runs. */
  name: string;
  /** The main thread's is made when it is first asked for: not every runtime has random numbers before. */
  authKey: Uint8Array<ArrayBuffer> | undefined;
  children: number;
}

const current = new ThreadLocal<Self>("self", () => ({
  birth: { name: "MainProcess", pid: threadPid(0), identity: [], daemon: false, parent: null },
  name: "MainProcess",
  authKey: undefined,
  children: 0,
}));

/** Who this thread is. */
export function self(): Self {
  return current.get();
}

/** Tells this thread who it is. */
export function setSelf(birth: Birth): void {
  current.set({ birth, name: birth.name, authKey: birth.authKey, children: 0 });
}

/** This thread's key: the main thread's is random, children have their parent's. */
export function authKey(): Uint8Array<ArrayBuffer> {
  return self().authKey ??= crypto.getRandomValues(new Uint8Array(32));
}

/** The number of this thread's next child: processes and pools' workers are counted together, as in Python. */
export function nextChild(): number {
  return ++self().children;
}

/** A child's place in the family, as names show it: `1:2` for the second child of the first. */
export function childPath(child: number): string {
  return [...self().birth.identity, child].join(":");
}

/** What a new child of this thread is told, which has that slot already. */
export function birthOf(
  slot: number,
  name: string,
  child: number,
  daemon: boolean,
  key: Uint8Array<ArrayBuffer> = authKey(),
): Birth {
  const { birth, name: parentName } = self();
  const { slot: parentSlot } = thread();
  return {
    name,
    pid: threadPid(loadWord(slotField(slot, SLOT_SERIAL))),
    identity: [...birth.identity, child],
    daemon,
    authKey: key,
    parent: {
      name: parentName,
      pid: birth.pid,
      slot: parentSlot,
      generation: loadWord(slotField(parentSlot, SLOT_GENERATION)),
    },
  };
}
