/** Whether an object is a proxy. The language hides it; where the runtime does not tell either, the answer is no. */
export const isProxy: (value: object) => boolean = types()?.isProxy ?? (() => false);

interface NodeProcess {
  getBuiltinModule?(name: string): { types?: { isProxy(value: object): boolean } } | undefined;
}

function types(): { isProxy(value: object): boolean } | undefined {
  const { process } = globalThis as unknown as { process?: NodeProcess };
  return process?.getBuiltinModule?.("node:util")?.types;
}
