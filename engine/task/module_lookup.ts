import { TransferError } from "../errors/transfer_errors.ts";
import { isolateState } from "../platform/copies.ts";
import { Slot } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { runAsThread } from "../memory/thread_local.ts";
import type { AnyFunction } from "./refs.ts";

/** Imports the module and returns its export `name`, a function. Throws `TransferError` that says what is missing. */
export async function importExport(module: string, name: string): Promise<AnyFunction> {
  const namespace = await importModule(module, name);
  // What a CommonJS module exports need not all be known by name where it is imported.
  const value = namespace[name] ?? (namespace["default"] as Record<string, unknown> | undefined)?.[name];
  if (typeof value === "function") return value as AnyFunction;
  const problem = name in namespace
    ? `its export of that name is not a function: received ${value === null ? "null" : typeof value}`
    : `it has no such export; it exports ${listNames(Object.keys(namespace))}`;
  throw new TransferError(`Cannot run "${name}" of "${module}": ${problem}`);
}

/** The modules that this thread imports, and has imported, for tasks. */
const modules = isolateState(
  "task modules",
  () => ({ importing: 0, places: new WeakMap<object, ExportPlace>() }),
);

/** Whether this thread is importing a module for a task: the module's top level may be running. */
export function isImportingModule(): boolean {
  return modules.importing > 0;
}

/** Imports the module for the sake of its function `name`. */
export async function importModule(module: string, name: string): Promise<Record<string, unknown>> {
  modules.importing++;
  try {
    const namespace = await runAsThread(() => import(module));
    if (isEnding()) return new Promise(() => {});
    rememberExports(module, namespace);
    return namespace;
  } catch (cause) {
    if (isEnding()) return new Promise(() => {});
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TransferError(`Cannot import "${module}" to run "${name}": ${reason}`, { cause });
  } finally {
    modules.importing--;
  }
}

/**
 * Whether this thread has been killed, or has ended by itself, which a module may do while it is imported: the runtime may end the
 * import then as if nothing were, and what awaits it would run on.
 */
function isEnding(): boolean {
  return new Slot(thread().slot).stop !== 0;
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.map((name) => `"${name}"`).join(", ");
}

/** Where an export of a module is found. */
export interface ExportPlace {
  readonly module: string;
  readonly name: string;
}

/** Remembers the functions and classes that a module exports which this worker has imported for a task. */
export function rememberExports(module: string, namespace: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(namespace)) {
    if (typeof value === "function" && !modules.places.has(value)) {
      modules.places.set(value, Object.freeze({ module, name }));
    }
  }
}

/**
 * The place of the very function or class, as an export of a module that this worker has imported for a task: where a worker of its
 * own finds it too. `undefined` for any other.
 */
export function importedExport(value: object): ExportPlace | undefined {
  return modules.places.get(value);
}
