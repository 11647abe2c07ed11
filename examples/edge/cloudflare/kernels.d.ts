/** The engine's core, and the kernels that the service uses. */
export const kernels: WebAssembly.Module[];
