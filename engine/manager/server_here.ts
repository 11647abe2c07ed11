/** The manager's server that runs in this thread, if one does: its proxies are the objects themselves here. */
let here: { readonly id: string; readonly objectOf: (object: number) => object } | undefined;

/** Says that this thread is a manager's server. */
export function setServerHere(id: string, objectOf: (object: number) => object): void {
  here = { id, objectOf };
}

/** The object of a proxy, if it is one of the server in this thread. */
export function objectHere(server: string, object: number): object | undefined {
  return here?.id === server ? here.objectOf(object) : undefined;
}
