const NAME = "examples/server";

/** The part of Web Locks that is needed. */
interface Locks {
  request(name: string, options: { mode: "shared" | "exclusive" }, hold: () => unknown): Promise<unknown>;
}

/**
 * Ends the program once every thread that called this is done. `deno serve` cannot be asked to end, and one thread that exits
 * ends them all. So each shares a lock until it is done, and then wants it for itself.
 */
export async function leaveTogether(done: Promise<void>): Promise<void> {
  const { locks } = navigator as unknown as { locks: Locks };
  await locks.request(NAME, { mode: "shared" }, () => done);
  await locks.request(NAME, { mode: "exclusive" }, () => Deno.exit(0));
}
