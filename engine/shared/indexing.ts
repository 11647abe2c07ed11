import { shown } from "../options/shown.ts";

/** How an object reads and writes its elements. */
export interface IndexedElements<T> {
  get(object: T, index: number): unknown;
  set(object: T, index: number, value: unknown): void;
}

const DIGIT_0 = 48, DIGIT_9 = 57, MINUS = 45;

/**
 * Gives the objects of a class elements: `object[i]` calls `elements`. A proxy behind the prototype sees only the keys
 * that neither object nor class has, so methods and fields stay as fast as any other object's.
 */
export function defineIndexAccess<T extends object>(prototype: T, elements: IndexedElements<T>): void {
  const handler: ProxyHandler<object> = {
    get: (target, key, receiver) => {
      const index = indexOf(key);
      return index === undefined ? Reflect.get(target, key, receiver) : elements.get(receiver, index);
    },
    set: (target, key, value, receiver) => {
      const index = indexOf(key);
      if (index === undefined) return Reflect.set(target, key, value, receiver);
      elements.set(receiver, index, value);
      return true;
    },
  };
  Object.setPrototypeOf(prototype, new Proxy({}, handler));
}

/** The number that a key is, if it is one. */
function indexOf(key: string | symbol): number | undefined {
  if (typeof key !== "string") return undefined;
  const first = key.charCodeAt(0);
  if (!(first >= DIGIT_0 && first <= DIGIT_9) && first !== MINUS) return undefined;
  const index = Number(key);
  return Number.isNaN(index) ? undefined : index;
}

/**
 * The position of an index from `-length` to `length - 1`. `doing` and `name` say in errors what was done, and to what.
 *
 * @throws {RangeError} If it is no such index.
 */
export function checkedIndex(index: number, length: number, doing: string, name: string): number {
  const at = index < 0 ? index + length : index;
  if (Number.isInteger(at) && at >= 0 && at < length) return at;
  throw new RangeError(`Cannot ${doing} index ${index} of ${name} of length ${length}`);
}

/** The indices that a slice picks: `count` of them, from `start` on, `step` apart. */
export interface SliceIndices {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/**
 * The indices that Python's `[start:stop:step]` picks from a sequence of that length (its `slice.indices`): negative bounds count from
 * the end, bounds beyond the ends are cut off, and those left out are the ends in the direction of the step.
 *
 * @throws {TypeError} If a bound or the step is no integer.
 * @throws {RangeError} If the step is 0.
 */
export function sliceIndices(length: number, start?: number, stop?: number, step: number = 1): SliceIndices {
  for (const [name, value] of [["start", start], ["stop", stop], ["step", step]] as const) {
    if (value === undefined || Number.isInteger(value) || name !== "step" && isInfinite(value)) continue;
    throw new TypeError(`Cannot slice as '${name}' must be an integer: received ${shown(value)}`);
  }
  if (step === 0) throw new RangeError("Cannot slice as 'step' must not be 0");
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? length : length - 1;
  const within = (bound: number) =>
    Math.min(highest, Math.max(lowest, bound < 0 ? bound + length : bound)) + 0;
  const first = start === undefined ? (step > 0 ? lowest : highest) : within(start);
  const end = stop === undefined ? (step > 0 ? highest : lowest) : within(stop);
  return { start: first, step, count: Math.max(0, Math.ceil((end - first) / step)) };
}

/** `Infinity` is a bound beyond the end, as it is for JavaScript's own `slice`. */
function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}
