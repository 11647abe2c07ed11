/** Named values in a manager's server. */
export class ManagedNamespace<T extends object = Record<string, unknown>> {
  readonly #values = new Map<PropertyKey, unknown>();

  constructor(values: Partial<T> = {}) {
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
  }

  /** A name's value. Throws a `ReferenceError` if there is none. */
  get<K extends keyof T>(name: K): T[K] {
    if (this.#values.has(name)) return this.#values.get(name) as T[K];
    throw new ReferenceError(`Cannot find "${String(name)}" in the namespace`);
  }

  set<K extends keyof T>(name: K, value: T[K]): void {
    this.#values.set(name, value);
  }

  /** Removes a name, and returns whether it was there. */
  delete(name: keyof T): boolean {
    return this.#values.delete(name);
  }

  has(name: keyof T): boolean {
    return this.#values.has(name);
  }

  /** The names that have values. */
  names(): (keyof T)[] {
    return [...this.#values.keys()] as (keyof T)[];
  }

  /** What a copy of it is. */
  _plain(): T {
    return Object.fromEntries(this.#values) as T;
  }
}
