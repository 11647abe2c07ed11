import { nodeUtil } from "./node_util.ts";

/** Whether an object is a proxy. The language hides it; where the runtime does not tell either, the answer is no. */
export const isProxy: (value: object) => boolean = nodeUtil?.types.isProxy ?? (() => false);
