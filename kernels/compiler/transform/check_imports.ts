import { KernelError } from "../../../engine/errors/kernel_error.ts";
import { kernelImports } from "../../../engine/wasm/kernel_imports.ts";
import { UNMET_IMPORT } from "../../../engine/wasm/requirements.ts";
import { type AuthorProgram, hasFlag } from "./author_program.ts";
import { refusal } from "./syntax.ts";

/**
 * Checks that the author's files ask for no import.
 *
 * @throws {KernelError} If one declares a function or a variable that somebody else would have to provide.
 */
export function checkImports(program: AuthorProgram): void {
  for (const { declaration } of program.topLevels()) {
    if (!hasFlag(declaration, "declare")) continue;
    throw refusal(
      declaration,
      `nobody provides '${declaration.name.text}': kernels import nothing but what multicore gives them`,
    );
  }
}

/**
 * Checks that an engine can instantiate the module: asc's library has parts that want a browser or Node.
 *
 * @throws {KernelError} If the module imports anything that kernels are not given.
 */
export function checkModuleImports(wasm: Uint8Array<ArrayBuffer>): void {
  const memory = new WebAssembly.Memory({ initial: 0 });
  const given = new Set([
    "memory",
    UNMET_IMPORT,
    ...Object.keys(kernelImports(memory, { memory: () => memory, arenaMore: () => 0 })),
  ]);
  const missing = WebAssembly.Module.imports(new WebAssembly.Module(wasm))
    .filter(({ module, name }) => module !== "env" || !given.has(name))
    .map(({ module, name }) => module === "env" ? name : `${module}.${name}`);
  if (missing.length === 0) return;
  throw new KernelError(
    `Cannot compile the kernels as they use what does not exist in a kernel: ${missing.join(", ")}`,
  );
}
