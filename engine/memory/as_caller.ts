import type { Actor } from "./actor.ts";
import { thread } from "./thread.ts";
import { actor } from "./thread_local.ts";

/**
 * A call of the core, made in the name of the inline worker or process that calls this function, whenever it is made: what the
 * call takes is its. In the thread's name if there is none.
 */
export function asCurrentActor(call: () => number): () => number {
  const caller = actor();
  return caller === undefined ? call : asActor(caller, call);
}

/** A call of the core in the name of an inline worker or process. Throws a `ProcessError` if that was killed. */
export function asActor(caller: Actor | undefined, call: () => number): () => number {
  if (caller === undefined) return call;
  return () => {
    caller.throwIfKilled();
    const { core, slot } = thread();
    core.bind(caller.slot);
    try {
      return call();
    } finally {
      core.bind(slot);
    }
  };
}
