/**
 * Builds kernels of your own: `deno run -A build.ts FILE.as.ts…` writes, beside each file, a typed `FILE.kernels.ts` that
 * holds the WebAssembly and exports its kernels. `build.ts` stands for where it is imported from, a file or a URL.
 *
 * - `--out=PATH`: writes that file instead, or into that folder if it ends in `/`
 * - `--import=SPECIFIER`: where the written file imports multicore from; by default the `mod.ts` beside this one
 * - `--wasm=FOLDER`: writes the engine and the kernels as `.wasm` files, too, for runtimes that compile nothing; a file
 *   may then also be one that is built, or a module of the library, such as `kernels/image.ts`
 * - `--place=ADDRESS`: where the static data of those begins in the memory
 * - `--debug`: checks the indices of slices
 * - `--check`: writes nothing, and fails if a written file is not what its sources give
 * - `--watch`: builds again whenever a source changes
 * - `--exclude`: writes into `deno.json` that Deno's own commands leave `*.as.ts` files alone
 *
 * @module
 */
import { buildCommand } from "./kernels/command/build_command.ts";

if (import.meta.main) Deno.exit(await buildCommand(Deno.args, new URL("./mod.ts", import.meta.url)));
