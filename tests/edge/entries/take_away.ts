/**
 * Takes from Deno what edge runtimes that are built on it do not have: `--preload` it. `PLATFORM` says which of them.
 */
const lacks = (name: string, value?: unknown) =>
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
const set = (name: string, value: unknown) => Object.defineProperty(navigator, name, { value });

lacks("Worker");
set("locks", undefined);
const { getBuiltinModule } = process;
process.getBuiltinModule = ((name: string) => {
  if (name === "node:worker_threads") throw new Error("Not implemented: node:worker_threads");
  return getBuiltinModule(name);
}) as typeof getBuiltinModule;

if (Deno.env.get("PLATFORM") === "supabase") {
  set("userAgent", "Deno/2.1.4 (variant; SupabaseEdgeRuntime/1.69.25)");
  lacks("SharedArrayBuffer", ArrayBuffer);
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (descriptor.shared) throw new TypeError("WebAssembly.Memory(): shared memory is disabled");
      super(descriptor);
    }
  };
}
