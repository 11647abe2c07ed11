/** Whether a value is a compiled module, also one of another realm, as a host may pass in. */
export function isModule(value: unknown): value is WebAssembly.Module {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}
