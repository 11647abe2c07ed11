import { ThreadLocal } from "../memory/thread_local.ts";

interface LocalServer {
  readonly id: string;
  readonly objectOf: (object: number) => object;
}

const localServer = new ThreadLocal<LocalServer | undefined>("manager's server", () => undefined);

/** Says that this thread is a manager's server: its proxies are the objects themselves here. */
export function setLocalServer(id: string, objectOf: (object: number) => object): void {
  localServer.set({ id, objectOf });
}

/** The object of a proxy, if it is one of the server in this thread. */
export function localObject(server: string, object: number): object | undefined {
  const served = localServer.get();
  return served?.id === server ? served.objectOf(object) : undefined;
}
