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
