interface ServerHere {
  readonly id: string;
  readonly objectOf: (object: number) => object;
}

// Two copies of the library in one isolate (a worker's bundle and a module that imports the library) are one thread.
const KEY = Symbol.for("multicore.managerServer/1");
const globals = globalThis as { [KEY]?: ServerHere };

/** Says that this thread is a manager's server: its proxies are the objects themselves here. */
export function setServerHere(id: string, objectOf: (object: number) => object): void {
  globals[KEY] = { id, objectOf };
}

/** The object of a proxy, if it is one of the server in this thread. */
export function objectHere(server: string, object: number): object | undefined {
  const here = globals[KEY];
  return here?.id === server ? here.objectOf(object) : undefined;
}
