/** What the example's service uses of the library. */
export { Pool } from "../../../edge.ts";
export { resizeArea, resizeBilinear } from "../../../kernels/image.ts";
export { max, mean, min, variance } from "../../../kernels/reduce.ts";
export { histogram, quantiles } from "../../../kernels/stats.ts";
