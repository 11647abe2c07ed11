import type { Shape } from "./protocol.ts";

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
