// Compiled modules: this runtime compiles none while it serves. `deno task edge` writes the files.
import core from "./wasm/core.wasm";
import reduce from "./wasm/reduce.wasm";
import resize from "./wasm/resize.wasm";
import stats from "./wasm/stats.wasm";

export const kernels = [core, reduce, resize, stats];
