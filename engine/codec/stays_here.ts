import { Refusal } from "./refusal.ts";

/** For the `[sharedState]` of an object that means nothing to another thread, which would get an empty one. */
export function notTransferable(object: object, what: string): never {
  throw new Refusal(object, `${what} can be used only in the thread that created it`);
}
