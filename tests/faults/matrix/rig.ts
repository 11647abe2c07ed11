/** What a row of the matrix says of an operation: how one calls it, how one waits in it, and what its peers hold. */
import type { Form } from "./operations.ts";

/** Options of a call that is to end before what it waits for. */
export interface Limits {
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

export type Call<O> = (objects: O, limits: Limits) => unknown;

/** One call in each form that the operation has. */
export type Calls<O> = { readonly [F in Form]?: Call<O> };

/** An operation's calls: each is a round that leaves the objects as it found them, so that it can be repeated for ever. */
export interface Row<O> extends Calls<O> {
  /** Calls that wait for what nobody gives. */
  readonly wait?: Calls<O>;
  /** Makes it so that they do. */
  readonly prepare?: (objects: O) => void;
  /** Called by a peer, who has then what the others wait for, until it dies. */
  readonly hold?: (objects: O) => void;
  /** What the wait comes to when that peer dies. */
  readonly bereaved?: RegExp;
  /** Closes what the others wait for. */
  readonly close?: (objects: O) => void;
  /** Whether it is closed when the last thread has closed it, not when the first has. */
  readonly isClosedByAll?: boolean;
  /** Calls that hand a task to a worker, which suffers there. */
  readonly sick?: { readonly [F in Form]?: (objects: O, ailment: Ailment, limits: Limits) => unknown };
  /** Calls whose tasks cannot suffer, and why. */
  readonly healthy?: string;
  /** What the call comes to once the handle has been disposed of, other than an error that says so. */
  readonly afterwards?: "as before";
}

/** What becomes of a worker while it runs a task. */
export type Ailment = "nothing" | "exits" | "throws" | "fills its heap" | "never ends";

/** The operations of one class, and the objects that they work on. */
export interface Rig<O = unknown> {
  /** New objects, in the state in which rounds can begin. */
  readonly make: (backend: "thread" | "inline") => O | Promise<O>;
  /** Objects that do not travel: each thread makes its own. */
  readonly own?: boolean;
  /** Why no thread without threads can do it. */
  readonly needsThreads?: string;
  /** Lets go of the objects. */
  readonly free: (objects: O) => unknown;
  readonly rows: Readonly<Record<string, Row<O>>>;
}

/** A rig, whose objects' type is known to its rows alone. */
export function rig<O>(definition: Rig<O>): Rig {
  return definition as Rig;
}

/** The name of a method that every object has: the type checker takes a key that says so for that one. */
export const TEXT: string = "toString";

/** Disposes of all that can be. */
export function freeAll(objects: object): void {
  for (const object of Object.values(objects)) object?.[Symbol.dispose]?.();
}

/** The same calls under several classes' names. */
export function under<O>(prefix: string, rows: Readonly<Record<string, Row<O>>>): Record<string, Row<O>> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) =>
      [name.startsWith("[") ? prefix + name : `${prefix}.${name}`, row] as const
    ),
  );
}
