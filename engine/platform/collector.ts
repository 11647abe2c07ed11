import { builtin, bun, customInspect, nodeUtil } from "./runtime.ts";

/** What runs the collector: of all that there is, or of what is new only. */
type Collector = (options?: { type: "minor" }) => void;

let collector: Collector | undefined;

/**
 * Makes the runtime's collector run, which does not know of shared memory: for all garbage if it is to be `thorough`, else for what
 * is new, which is quick. Does nothing where the runtime does not let a program do that.
 */
export function runCollector(thorough: boolean): void {
  collector ??= findCollector();
  collector(thorough ? undefined : { type: "minor" });
}

function findCollector(): Collector {
  if (bun !== undefined) return () => bun!.gc(true);
  const { gc } = globalThis as { gc?: Collector };
  if (gc !== undefined) return gc;
  try {
    const { setFlagsFromString } = builtin("node:v8")!;
    // Contexts have the function only if they are made while the flag is set.
    setFlagsFromString("--expose-gc");
    try {
      return builtin("node:vm")!.runInNewContext("gc") as Collector;
    } finally {
      setFlagsFromString("--no-expose-gc");
    }
  } catch {
    return () => {};
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
