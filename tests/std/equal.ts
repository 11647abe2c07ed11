/**
 * Whether two values are deeply equal, as std's `equal` judges it: `NaN` equals `NaN`, `0` equals `-0`, constructors and
 * own keys must match, `Map` and `Set` compare without order, and cycles end. Unlike std it also looks inside errors,
 * buffers and boxed primitives, so whatever passes here passes there.
 */
export function equal(actual: unknown, expected: unknown): boolean {
  return compare(actual, expected, new Map());
}

/** `seen` maps each left object on the path so far to the right object it was compared with. */
function compare(a: unknown, b: unknown, seen: Map<object, object>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (!sameConstructor(a, b)) return false;
  if (seen.get(a) === b) return true;
  seen.set(a, b);
  return sameContent(a, b, seen) && sameOwnKeys(a, b, seen);
}

/** What lives in internal slots, where no own key shows it. */
function sameContent(a: object, b: object, seen: Map<object, object>): boolean {
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
  if (a instanceof RegExp || a instanceof URL) return String(a) === String(b);
  if (a instanceof Number || a instanceof String || a instanceof Boolean) {
    return compare(a.valueOf(), b.valueOf(), seen);
  }
  if (a instanceof Error && b instanceof Error) {
    return a.name === b.name && a.message === b.message && compare(a.cause, b.cause, seen) &&
      (!(a instanceof AggregateError) || compare(a.errors, (b as AggregateError).errors, seen));
  }
  if (isBuffer(a) && isBuffer(b)) return sameItems(new Uint8Array(a), new Uint8Array(b));
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return sameItems(itemsOf(a), itemsOf(b));
  if (a instanceof Set && b instanceof Set) return samePairs([...a.entries()], [...b.entries()], seen);
  if (a instanceof Map && b instanceof Map) return samePairs([...a], [...b], seen);
  if (a instanceof WeakMap || a instanceof WeakSet || a instanceof WeakRef || a instanceof Promise) {
    throw new TypeError(
      `Cannot compare two objects of class '${a.constructor.name}': their content is hidden`,
    );
  }
  return true;
}

function sameOwnKeys(a: object, b: object, seen: Map<object, object>): boolean {
  // A view's keys are its indices, compared already and far quicker.
  if (ArrayBuffer.isView(a)) return true;
  const keys = enumerableKeys(a);
  if (keys.length !== enumerableKeys(b).length) return false;
  if (Array.isArray(a) && a.length !== (b as unknown[]).length) return false;
  return keys.every((key) =>
    Object.hasOwn(b, key) && compare(Reflect.get(a, key), Reflect.get(b, key), seen)
  );
}

function enumerableKeys(value: object): PropertyKey[] {
  const symbols = Object.getOwnPropertySymbols(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key)
  );
  return [...Object.keys(value), ...symbols];
}

type Pair = [unknown, unknown];

/** Matches every pair of `a` with one of `b`: by primitive key where it can, else by trying those left. */
function samePairs(a: Pair[], b: Pair[], seen: Map<object, object>): boolean {
  if (a.length !== b.length) return false;
  const left = new Map(b);
  const unmatched: Pair[] = [];
  for (const [key, value] of a) {
    if (left.has(key) && compare(value, left.get(key), new Map(seen))) left.delete(key);
    else if (typeof key !== "object") return false;
    else unmatched.push([key, value]);
  }
  return unmatched.every(([key, value]) => {
    for (const [otherKey, otherValue] of left) {
      // A failed try must leave no trace in `seen`.
      const trial = new Map(seen);
      if (compare(key, otherKey, trial) && compare(value, otherValue, trial)) return left.delete(otherKey);
    }
    return false;
  });
}

function isBuffer(value: object): value is ArrayBuffer | SharedArrayBuffer {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

function itemsOf(view: ArrayBufferView): ArrayLike<number | bigint> {
  if (!(view instanceof DataView)) return view as Uint8Array;
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function sameItems(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const left = a[i];
    const right = b[i];
    if (left !== right && !Object.is(left, right)) return false;
  }
  return true;
}

function sameConstructor(a: object, b: object): boolean {
  return (a.constructor ?? Object) === (b.constructor ?? Object);
}
