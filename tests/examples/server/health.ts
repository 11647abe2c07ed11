import { send } from "./exchange.ts";

/** What `/health` tells. */
export interface Health {
  running: number;
  waiting: number;
  reading: number;
  milliseconds: number;
}

/** Long after anything here has happened: what does not is a failure, not a test run that never ends. */
const GIVE_UP = 30_000;

/** Asks a server how it is until it is so; each time on a connection of its own, which any of its threads may get. */
export async function healthUntil(port: number, isSo: (health: Health) => boolean): Promise<Health> {
  const end = performance.now() + GIVE_UP;
  for (;;) {
    const { body } = await (await send(port, "/health")).answer;
    const health: Health = JSON.parse(new TextDecoder().decode(body));
    if (isSo(health)) return health;
    if (performance.now() > end) throw new Error(`The server is still so: ${JSON.stringify(health)}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
