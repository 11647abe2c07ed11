import { builtin } from "../platform.ts";

let util: ReturnType<typeof builtin<"node:util">>;

/**
 * `node:util` where the runtime has it, which tells two things that the language itself does not. Taken when first needed, since
 * on Deno's main thread that takes 25 ms.
 */
export function nodeUtil(): typeof util {
  return util ??= builtin("node:util");
}
