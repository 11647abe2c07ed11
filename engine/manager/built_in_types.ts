import type { Shape } from "./protocol.ts";
import { ManagedArray } from "./served/managed_array.ts";
import { ManagedBarrier } from "./served/managed_barrier.ts";
import { ManagedCondition } from "./served/managed_condition.ts";
import { ManagedDict } from "./served/managed_dict.ts";
import { ManagedEvent } from "./served/managed_event.ts";
import { ManagedList } from "./served/managed_list.ts";
import { ManagedLock, ManagedRLock } from "./served/managed_lock.ts";
import { ManagedNamespace } from "./served/managed_namespace.ts";
import { ManagedJoinableQueue, ManagedQueue } from "./served/managed_queue.ts";
import { ManagedBoundedSemaphore, ManagedSemaphore } from "./served/managed_semaphore.ts";
import { ManagedValue } from "./served/managed_value.ts";
import { shapeOf } from "./shape.ts";

/** A class whose objects the server makes. */
// deno-lint-ignore no-explicit-any -- constructors of any parameters
type ServedClass = new (...args: any[]) => object;

/** The types that every server and every client knows. */
export const BUILT_IN_TYPES: ReadonlyMap<string, ServedClass> = new Map<string, ServedClass>(
  Object.entries({
    dict: ManagedDict,
    list: ManagedList,
    Namespace: ManagedNamespace,
    Queue: ManagedQueue,
    JoinableQueue: ManagedJoinableQueue,
    Event: ManagedEvent,
    Lock: ManagedLock,
    RLock: ManagedRLock,
    Semaphore: ManagedSemaphore,
    BoundedSemaphore: ManagedBoundedSemaphore,
    Condition: ManagedCondition,
    Barrier: ManagedBarrier,
    Value: ManagedValue,
    Array: ManagedArray,
  }),
);

const shapes = new Map<string, Shape>();

/** What a built-in type lets its proxies do. */
export function builtInShape(typeId: string): Shape | undefined {
  let shape = shapes.get(typeId);
  if (shape === undefined) {
    const Class = BUILT_IN_TYPES.get(typeId);
    if (Class === undefined) return undefined;
    shapes.set(typeId, shape = shapeOf(Class.prototype));
  }
  return shape;
}
