/**
 * The AssemblyScript compiler at run time. An entry of its own, because the compiler is large.
 *
 * @module
 */
export { compileKernels } from "./kernels/on_demand/compile_kernels.ts";
export type { CompileKernelsOptions } from "./kernels/on_demand/compile_kernels.ts";
