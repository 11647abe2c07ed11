import { ThreadLocal } from "../memory/thread_local.ts";

/** What an inline worker has to do before it ends in order: set once there is something, so that others need not load it. */
export const inlineExitHooks: ThreadLocal<(() => Promise<void>) | undefined> = new ThreadLocal(
  "before end",
  () => undefined,
);
