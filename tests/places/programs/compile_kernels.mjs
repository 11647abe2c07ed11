import { compileKernels } from "@multicore/multicore/compile";

const source = "export function half(x: f64): f64 { return x / 2; }";
const told = await compileKernels(source, { cache: false }).catch((error) =>
  `${error.name}: ${error.message}`
);
console.log(told);
