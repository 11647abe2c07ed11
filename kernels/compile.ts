/**
 * The AssemblyScript compiler at run time. An entry of its own, because the compiler is large.
 *
 * @module
 */
export { compileKernels } from "./compile/compile_kernels.ts";
export type { CompileKernelsOptions } from "./compile/compile_kernels.ts";
