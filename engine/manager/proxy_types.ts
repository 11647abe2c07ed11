import type { BaseProxy } from "./proxy.ts";

/** Names of the methods of `T` that proxies have. */
type MethodNames<T> = {
  [K in keyof T]: K extends `_${string}` ? never
    // deno-lint-ignore no-explicit-any -- methods of any parameters
    : T[K] extends (...args: any[]) => unknown ? K extends string ? K : never
    : never;
}[keyof T];

/** Names of the properties of `T` that proxies have. */
type GetterNames<T> = {
  [K in keyof T]: K extends `_${string}` ? never
    // deno-lint-ignore no-explicit-any -- methods of any parameters
    : T[K] extends (...args: any[]) => unknown ? never
    : K extends string ? K
    : never;
}[keyof T];

/** A last parameter of options takes a signal too: it ends the wait. */
type WithSignal<A extends unknown[]> = A extends [...infer First, (infer Last)?]
  ? Last extends { readonly timeout?: number | undefined } | undefined
    ? [...First, options?: NonNullable<Last> & { readonly signal?: AbortSignal | undefined }]
  : A
  : A;

/** A method as a proxy has it. */
// deno-lint-ignore no-explicit-any -- methods of any parameters
export type ProxyMethod<F> = F extends (...args: infer A extends any[]) => infer R
  ? (...args: WithSignal<A>) => Promise<Awaited<R>>
  : never;

/** A method of a proxy that blocks the thread. */
// deno-lint-ignore no-explicit-any -- methods of any parameters
export type SyncMethod<F> = F extends (...args: infer A extends any[]) => infer R ? (...args: A) => Awaited<R>
  : never;

/**
 * A proxy of an object of class `T` in a manager's server (Python's `BaseProxy`): its public methods return promises, and their
 * forms named `…Sync` block; its public properties are promises.
 */
export type ProxyOf<T> =
  & BaseProxy
  & { readonly [K in MethodNames<T>]: ProxyMethod<T[K]> }
  & { readonly [K in MethodNames<T> as `${K}Sync`]: SyncMethod<T[K]> }
  & { readonly [K in GetterNames<T>]: Promise<Awaited<T[K]>> };
