/**
 * What generated files of kernels import.
 *
 * @module
 */
export { defineKernels } from "./define_kernels.ts";
export type { RangeKernel, ReducerKernel, ScalarKernel, WholeKernel } from "./kernel.ts";
