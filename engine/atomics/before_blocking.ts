import { HookList } from "./duties.ts";

/** What this thread still has to do before it blocks, as nobody else can do it meanwhile. */
export const beforeBlockingHooks: HookList = new HookList();
