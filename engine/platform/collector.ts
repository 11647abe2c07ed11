import { hasAddresses } from "./thread_room.ts";
import { customInspect, nodeUtil } from "./runtime.ts";

/** Sizes of buffers that nobody writes to, so that the system has nothing to give for them. */
const SMALL_BALLAST = 64e6;
const LARGE_BALLAST = 1e9;

/**
 * Makes the runtime's collector run, which does not know of shared memory, by taking `count` large buffers. For those that are dropped
 * at once V8 collects what is new, which is quick; for those that are kept till the last is there, all that there is.
 * A buffer that cannot be had would do it too, but Deno ends a worker that asks for one.
 */
export function runCollector(count: number, keep: boolean): void {
  const bytes = keep ? LARGE_BALLAST : SMALL_BALLAST;
  const ballast: ArrayBuffer[] = [];
  // What is dropped may not have been collected before the last is taken.
  if (!hasAddresses(count * bytes)) return;
  try {
    for (let taken = 0; taken < count; taken++) {
      const buffer = new ArrayBuffer(bytes);
      if (keep) ballast.push(buffer);
    }
  } catch {
    // The system refuses that much.
  }
}

/** How a member of a roll shows itself. */
const HERE = "✓";

/** An object that can be on a {@linkcode WeakRoll}. */
export interface RollMember {
  /** Returns {@linkcode answerCall}. */
  [customInspect](): string;
}

let answers: Set<object> | undefined;

/** What a member of a roll shows of itself; `token` tells who it is. */
export function answerCall(token: object): string {
  answers?.add(token);
  return HERE;
}

/**
 * The objects of a kind that were not collected. The language lets nobody ask which these are: a `WeakRef` keeps its object as
 * long as the thread does not return to its event loop, and finalizers run there only. The runtime's `inspect` can tell.
 */
export class WeakRoll {
  readonly #members = new WeakSet<RollMember>();
  readonly #first: RollMember = { [customInspect]: () => answerCall(this.#first) };

  constructor() {
    this.#members.add(this.#first);
  }

  add(member: RollMember): void {
    this.#members.add(member);
  }

  delete(member: RollMember): void {
    this.#members.delete(member);
  }

  /** The tokens of the members that are left; `undefined` where the runtime does not tell of each. */
  call(): Set<object> | undefined {
    const here = answers = new Set<object>();
    let shown: string | undefined;
    try {
      const whole = { depth: 0, maxArrayLength: Infinity, maxStringLength: Infinity };
      shown = nodeUtil()?.inspect(this.#members, {
        ...whole,
        showHidden: true,
        breakLength: Infinity,
        compact: true,
      });
    } finally {
      answers = undefined;
    }
    // Each that is there was called, and none was left out.
    const expected = `WeakSet { ${new Array(here.size).fill(HERE).join(", ")} }`;
    return here.delete(this.#first) && shown === expected ? here : undefined;
  }
}
