import { HookList } from "./duties.ts";

/**
 * What this thread has to do when others ask it, also while it sleeps in `waitSync`: the main thread alone is asked. Who asks
 * counts that in the control memory and wakes it wherever it sleeps (`requestMain` in `kernels/core/signal.as.ts`).
 */
export const mainRequestHooks: HookList = new HookList();
