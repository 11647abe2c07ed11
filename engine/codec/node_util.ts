/** What the codec asks of `node:util`: two things that the language itself does not tell. */
export interface NodeUtil {
  readonly types: { isProxy(value: object): boolean };
  inspect(value: unknown, options: object): string;
}

interface NodeProcess {
  getBuiltinModule?(name: string): NodeUtil | undefined;
}

let util: NodeUtil | undefined;
let asked = false;

/** `node:util` where the runtime has it. Taken when first needed, since on Deno's main thread that takes 25 ms. */
export function nodeUtil(): NodeUtil | undefined {
  if (!asked) {
    asked = true;
    util = (globalThis as unknown as { process?: NodeProcess }).process?.getBuiltinModule?.("node:util");
  }
  return util;
}
