/** Takes all room in the shared memory, or in the table of objects, and gives it back. */
import { assert } from "@std/assert";
import { KIND_EVENT } from "../../../engine/core/layout.ts";
import { thread } from "../../../engine/memory/thread.ts";

/** What is full until it is disposed of. */
export interface Full extends Disposable {
  /** Throws unless it is as good as full still: what was let go meanwhile is not much. */
  check(): void;
}

const LARGEST = 2 ** 30;
const SMALLEST = 16;
/** More than what messages and handles that others drop meanwhile can give back. */
const ENOUGH = 2 ** 20;
const FEW = 64;

function fill(take: () => number, isFull: () => boolean): Full {
  const { core } = thread();
  const holds: number[] = [];
  for (let hold; (hold = take()) > 0;) holds.push(hold);
  return {
    check: () => assert(isFull(), "There is room again"),
    [Symbol.dispose]: () => holds.forEach((hold) => core.release(hold)),
  };
}

/** Takes all bytes. */
export function fillMemory(): Full {
  const { core } = thread();
  let size = LARGEST;
  const take = () => {
    for (;; size /= 2) {
      const hold = core.alloc(size);
      if (hold > 0 || size === SMALLEST) return hold;
    }
  };
  return fill(take, () => {
    const hold = core.alloc(ENOUGH);
    if (hold > 0) core.release(hold);
    return hold <= 0;
  });
}

/** Takes all objects. */
export function fillTables(): Full {
  const { core } = thread();
  const take = () => core.create(KIND_EVENT, 0, 0);
  return fill(take, () => {
    const free: number[] = [];
    for (let hold; free.length < FEW && (hold = take()) > 0;) free.push(hold);
    free.forEach((hold) => core.release(hold));
    return free.length < FEW;
  });
}
