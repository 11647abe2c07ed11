/** What the codec asks of `node:util`: two things that the language itself does not tell. */
export interface NodeUtil {
  readonly types: { isProxy(value: object): boolean };
  inspect(value: unknown, options: object): string;
}

/** `node:util` where the runtime has it, taken without an import so that others load this module too. */
export const nodeUtil: NodeUtil | undefined = (globalThis as unknown as { process?: NodeProcess }).process
  ?.getBuiltinModule?.("node:util");

interface NodeProcess {
  getBuiltinModule?(name: string): NodeUtil | undefined;
}
