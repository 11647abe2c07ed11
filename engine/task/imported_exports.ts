/** Where an export of a module is found. */
export interface ExportPlace {
  readonly module: string;
  readonly name: string;
}

const places = new WeakMap<object, ExportPlace>();

/** Remembers the functions and classes that a module exports which this worker has imported for a task. */
export function rememberExports(module: string, namespace: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(namespace)) {
    if (typeof value === "function" && !places.has(value)) places.set(value, Object.freeze({ module, name }));
  }
}

/**
 * The place of the very function or class, as an export of a module that this worker has imported for a task: where a worker of its
 * own finds it too. `undefined` for any other.
 */
export function importedExport(value: object): ExportPlace | undefined {
  return places.get(value);
}
