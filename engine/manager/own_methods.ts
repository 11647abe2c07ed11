import type { AnyClass } from "../task/refs.ts";
import { resolveClass } from "../task/resolve_refs.ts";
import type { ProxyTypeState } from "./protocol.ts";

/**
 * Gives a class of proxies what the class has that `register` was given as `proxyType`. Its names are known at once, so that a
 * proxy has its methods from the start; the class itself is found with the first call, since it may be a module's export.
 */
export function addOwnMethods(prototype: object, proxyType: ProxyTypeState, base: AnyClass): void {
  const { ref, methods, getters, iterates } = proxyType;
  const own = async () => {
    const Class = await resolveClass(ref, ref.kind === "source" ? base : undefined);
    return Class.prototype as Record<PropertyKey, (...args: unknown[]) => unknown>;
  };
  const define = (name: PropertyKey, descriptor: PropertyDescriptor) =>
    Object.defineProperty(prototype, name, { ...descriptor, configurable: true });
  for (const name of methods) {
    define(name, {
      async value(this: object, ...args: unknown[]) {
        return await (await own())[name]!.apply(this, args);
      },
    });
  }
  for (const name of getters) {
    define(name, {
      async get(this: object) {
        return await Reflect.get(await own(), name, this);
      },
    });
  }
  if (!iterates) return;
  define(Symbol.asyncIterator, {
    async *value(this: object) {
      yield* (await own())[Symbol.asyncIterator]!.call(this) as AsyncIterable<unknown>;
    },
  });
}
