import { ThreadLocal } from "../memory/thread_local.ts";

interface ServerHere {
  readonly id: string;
  readonly objectOf: (object: number) => object;
}

const here = new ThreadLocal<ServerHere | undefined>("manager's server", () => undefined);

/** Says that this thread is a manager's server: its proxies are the objects themselves here. */
export function setServerHere(id: string, objectOf: (object: number) => object): void {
  here.set({ id, objectOf });
}

/** The object of a proxy, if it is one of the server in this thread. */
export function objectHere(server: string, object: number): object | undefined {
  const served = here.get();
  return served?.id === server ? served.objectOf(object) : undefined;
}
