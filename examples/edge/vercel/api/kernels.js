// Compiled modules: this runtime compiles none. `deno task edge` writes the files.
import core from "./wasm/core.wasm?module";
import reduce from "./wasm/reduce.wasm?module";
import resize from "./wasm/resize.wasm?module";
import stats from "./wasm/stats.wasm?module";

export const kernels = [core, reduce, resize, stats];
