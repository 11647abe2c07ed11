import type { Shape } from "./protocol.ts";
import { ManagedArray, ManagedValue } from "./served/managed_values.ts";
import { ManagedBarrier, ManagedEvent } from "./served/managed_events.ts";
import {
  ManagedBoundedSemaphore,
  ManagedCondition,
  ManagedLock,
  ManagedRLock,
  ManagedSemaphore,
} from "./served/managed_locks.ts";
import { ManagedDict, ManagedList, ManagedNamespace } from "./served/managed_containers.ts";
import { ManagedIterator } from "./served/managed_iterator.ts";
import { ManagedJoinableQueue, ManagedQueue } from "./served/managed_queue.ts";
import { ManagedSet } from "./served/managed_set.ts";

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
    set: ManagedSet,
    Iterator: ManagedIterator,
  }),
);

/** Whether a call that is given up is answered all the same: who waits for a condition has its lock back first. */
export function answersAlways(typeId: string, method: string): boolean {
  return typeId === "Condition" && method === "wait";
}

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

/**
 * What an object's class lets its proxies do: the methods and accessors that are named, or all public ones, less what every
 * object has. Names that begin with an underscore are private unless they are named, as in Python.
 */
export function shapeOf(object: object, exposed?: readonly string[]): Shape {
  const methods = new Set<string>();
  const getters = new Set<string>();
  const isExposed = (name: string) => exposed?.includes(name) ?? !name.startsWith("_");
  for (let at = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name === "constructor" || name === "then" || !isExposed(name)) continue;
      if (typeof value === "function") methods.add(name);
      else if (get !== undefined) getters.add(name);
    }
  }
  return { methods: [...methods], getters: [...getters] };
}
