/** What `/health` tells. */
export interface Health {
  running: number;
  waiting: number;
  reading: number;
  milliseconds: number;
}

/** Long after anything here has happened: what does not is a failure, not a test run that never ends. */
const GIVE_UP = 30_000;

/** Asks a server how it is until it is so. */
export async function healthUntil(url: string, isSo: (health: Health) => boolean): Promise<Health> {
  const end = performance.now() + GIVE_UP;
  for (;;) {
    const health: Health = await (await fetch(`${url}/health`)).json();
    if (isSo(health)) return health;
    if (performance.now() > end) throw new Error(`The server is still so: ${JSON.stringify(health)}`);
  }
}
