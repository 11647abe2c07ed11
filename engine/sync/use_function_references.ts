/**
 * `Barrier`, with all that sending its action takes. Workers load the class alone.
 *
 * @module
 */
import { functionRef } from "../task/function_ref.ts";
import { setActionReferrer } from "./barrier.ts";

export { Barrier, type BarrierOptions } from "./barrier.ts";

setActionReferrer(functionRef);
