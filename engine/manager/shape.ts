import type { Shape } from "./protocol.ts";

/**
 * What an object's class lets its proxies do: public methods and accessors, less what every object has. Names that begin with an
 * underscore are private, as in Python.
 */
export function shapeOf(object: object): Shape {
  const methods = new Set<string>();
  const getters = new Set<string>();
  for (let at = object; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name === "constructor" || name === "then" || name.startsWith("_")) continue;
      if (typeof value === "function") methods.add(name);
      else if (get !== undefined) getters.add(name);
    }
  }
  return { methods: [...methods], getters: [...getters] };
}

/** The part of a shape that is exposed. */
export function onlyExposed({ methods, getters }: Shape, exposed: readonly string[]): Shape {
  return {
    methods: methods.filter((name) => exposed.includes(name)),
    getters: getters.filter((name) => exposed.includes(name)),
  };
}
