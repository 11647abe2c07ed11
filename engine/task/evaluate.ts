import { TransferError } from "../errors/transfer_error.ts";

/**
 * The function or class that a source text stands for, evaluated in strict mode and global scope. `bound` gives one name a
 * meaning inside it. Stack traces show the text under its name, with the text's own line numbers.
 */
export function evaluate<T extends object>(
  name: string,
  source: string,
  bound?: { name: string; value: unknown },
): T {
  const url = `\n//# sourceURL=multicore:///${encodeURIComponent(name || "anonymous")}`;
  let made: T;
  try {
    // An indirect eval sees no scope but the global one.
    if (bound === undefined) made = (0, eval)(`"use strict"; (${source}\n)${url}`);
    else made = (0, eval)(`"use strict"; ((${bound.name}) => (${source}\n))${url}`)(bound.value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TransferError(`Cannot evaluate the source of "${name}": ${reason}`, { cause });
  }
  // `const f = () => …` has its name from the constant, which is not part of the text. A class may define its own `name`.
  const own = Object.getOwnPropertyDescriptor(made, "name");
  if (own === undefined || typeof own.value === "string") {
    Object.defineProperty(made, "name", { value: name, configurable: true });
  }
  return made;
}
