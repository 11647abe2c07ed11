import { nodeUtil } from "../platform/runtime.ts";

let ask: ((value: object) => boolean) | undefined;

/** Whether an object is a proxy. The language hides it; where the runtime does not tell either, the answer is no. */
export function isProxy(value: object): boolean {
  ask ??= nodeUtil()?.types.isProxy ?? (() => false);
  return ask(value);
}

/** From this length on, printing the array without its elements is the faster question. */
const LONG = 1024;
/** Up to this length, keys are counted faster than values. */
const SHORT = 8;
/** An array with holes that is longer than this gets no room for what it lacks. */
const SPARSE = 65_536;

const ONLY_EXTRAS = { maxArrayLength: 0, depth: 0, customInspect: false, colors: false, compact: 3 };

/**
 * Whether an array has properties of its own besides its elements, of which it must have all (`[1, , 3]` says yes).
 *
 * The language lists keys only all together, which takes 70 ms for a million elements. `node:util` can list the
 * others alone: what it prints of an array without extras is known, and anything else is asked the slow way.
 */
export function hasExtras(array: readonly unknown[]): boolean {
  const { length } = array;
  if (length <= SHORT) return Object.keys(array).length !== length;
  if (length >= LONG && nodeUtil()?.inspect(array, ONLY_EXTRAS) === `[ ... ${length} more items ]`) {
    return false;
  }
  return Object.values(array).length !== length;
}

/** Whether an element is missing; as many extra properties as holes would hide them from a count. */
export function hasHole(array: readonly unknown[]): boolean {
  for (let i = 0; i < array.length; i++) {
    if (array[i] === undefined && !(i in array)) return true;
  }
  return false;
}

/** An array of so many holes. */
export function sparseArray(length: number): unknown[] {
  const array: unknown[] = [];
  // Past the greatest length an array keeps its elements in a dictionary: a long one then costs what it holds.
  if (length > SPARSE) array.length = 2 ** 32 - 1;
  array.length = length;
  return array;
}
